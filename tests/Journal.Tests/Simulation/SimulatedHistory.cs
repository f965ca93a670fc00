using Mesh.Testing.Bank;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>What clients and readers of a run have seen, each event at a time of its own.</summary>
internal sealed class SimulatedHistory
{
    private long clock;

    public List<Operation> Operations { get; } = [];

    public List<Observation> Reads { get; } = [];

    /// <summary>What each activation's observer was told, in the order in which it was told.</summary>
    public List<List<CommittedRecord<BankEvent>>> Observed { get; } = [];

    /// <summary>Violations that showed while the run went on.</summary>
    public List<string> Violations { get; } = [];

    public long Tick() => ++clock;

    /// <summary>One command of one client, through all of its tries.</summary>
    public sealed class Operation(BankCommand command, long invoked)
    {
        public BankCommand Command { get; } = command;

        /// <summary>When it was first sent.</summary>
        public long Invoked { get; } = invoked;

        /// <summary>When it was first answered; null when it never was.</summary>
        public long? Acknowledged { get; private set; }

        public BankResult Result { get; private set; }

        /// <summary>True when some try ended without saying whether the command was committed.</summary>
        public bool MayBeCommitted { get; set; }

        /// <summary>Takes an answer; false when it differs from the answer before.</summary>
        public bool Acknowledge(BankResult result, long time)
        {
            if (Acknowledged is not null)
            {
                return result == Result;
            }

            Acknowledged = time;
            Result = result;
            return true;
        }
    }

    /// <summary>One read: when it was asked, when it was answered, and with what.</summary>
    public sealed record Observation(long Invoked, long Answered, bool IsLinearizable, long Version, string Balances);
}
