namespace Mesh.Testing.State;

/// <summary>How often a <see cref="FaultyStateStore"/> misbehaves. Each rate is a probability from 0 to 1 of one call.</summary>
public sealed record FaultRates
{
    /// <summary>No fault, no delay.</summary>
    public static readonly FaultRates None = new();

    /// <summary>A write fails and has no effect.</summary>
    public double WriteFailsBefore { get; init; }

    /// <summary>A write has its effect and then fails.</summary>
    public double WriteFailsAfter { get; init; }

    /// <summary>A write fails, and has its effect later, when its caller has long been told.</summary>
    public double WriteLandsLate { get; init; }

    /// <summary>A read fails.</summary>
    public double ReadFails { get; init; }

    /// <summary>Longest time that a call takes before its effect, and again after it; drawn evenly from zero on.</summary>
    public TimeSpan DelayMax { get; init; }

    /// <summary>Longest time after which a late write lands.</summary>
    public TimeSpan LateMax { get; init; }
}
