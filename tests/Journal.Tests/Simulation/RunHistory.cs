using Mesh.Testing.Bank;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>What clients and readers of a run have seen, each event at a time of its own.</summary>
internal sealed class RunHistory
{
    private readonly Lock gate = new();
    private readonly List<Operation> operations = [];
    private readonly List<Observation> reads = [];
    private readonly List<List<CommittedRecord<BankEvent>>> observed = [];
    private readonly List<string> violations = [];
    private long clock;

    public IReadOnlyList<Operation> Operations => operations;

    public IReadOnlyList<Observation> Reads => reads;

    /// <summary>What each activation's observer was told, in the order in which it was told.</summary>
    public IReadOnlyList<IReadOnlyList<CommittedRecord<BankEvent>>> Observed => observed;

    public IReadOnlyList<string> Violations => violations;

    public long Tick() => Interlocked.Increment(ref clock);

    public void Add(Operation operation) => Add(operations, operation);

    public void Add(Observation read) => Add(reads, read);

    public void Add(List<CommittedRecord<BankEvent>> toldLater) => Add(observed, toldLater);

    public void Report(string violation) => Add(violations, violation);

    private void Add<TItem>(List<TItem> items, TItem item)
    {
        lock (gate)
        {
            items.Add(item);
        }
    }

    /// <summary>One command of one client, through all of its tries.</summary>
    public sealed class Operation(BankCommand command, long invoked)
    {
        private readonly Lock gate = new();

        public BankCommand Command { get; } = command;

        /// <summary>When it was first sent.</summary>
        public long Invoked { get; } = invoked;

        /// <summary>When it was first answered; null when it never was.</summary>
        public long? Acknowledged { get; private set; }

        public BankResult Result { get; private set; }

        /// <summary>True when some try ended without saying whether the command was committed.</summary>
        public bool MayBeCommitted { get; private set; }

        /// <summary>Takes note that a try ended without an answer.</summary>
        public void Leave(bool outcomeUnknown)
        {
            lock (gate)
            {
                MayBeCommitted |= outcomeUnknown;
            }
        }

        /// <summary>Takes an answer; false when it differs from the answer before.</summary>
        public bool Acknowledge(BankResult result, long time)
        {
            lock (gate)
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
    }

    /// <summary>One read: when it was asked, when it was answered, and with what.</summary>
    public sealed record Observation(long Invoked, long Answered, bool IsLinearizable, long Version, string Balances);
}
