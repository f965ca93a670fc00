using Mesh.Kernel;

namespace Mesh.Testing.Bank;

/// <summary>What happened in the bank.</summary>
public abstract record BankEvent
{
    private BankEvent()
    {
    }

    /// <summary>Money moved.</summary>
    public sealed record Moved(BankLeg Leg) : BankEvent;

    /// <summary>A command was decided.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Content">Hash of its legs.</param>
    /// <param name="Outcome">Done or refused.</param>
    public sealed record Decided(Id128 Id, int Content, BankOutcome Outcome) : BankEvent;
}
