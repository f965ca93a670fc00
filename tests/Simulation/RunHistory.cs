using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Simulation;

/// <summary>
/// What clients and readers of a run have seen, each at a time of its own, and the run as a story. Everything in it follows from the plan
/// alone, so equal plans have equal hashes.
/// </summary>
internal sealed class RunHistory(TimeProvider time)
{
    private readonly DateTimeOffset begin = time.GetUtcNow();
    private readonly List<string> story = [];
    private long clock;

    public List<Operation> Operations { get; } = [];

    public List<Observation> Reads { get; } = [];

    public List<string> Violations { get; } = [];

    /// <summary>One line an event, in the order in which it happened.</summary>
    public IReadOnlyList<string> Story => story;

    public long Tick() => ++clock;

    /// <summary>Adds a line to the story.</summary>
    public void Tell(string who, string what) => story.Add(string.Create(
        CultureInfo.InvariantCulture, $"{(time.GetUtcNow() - begin).TotalSeconds,9:0.000} s  {who,-12} {what}"));

    public void Report(string violation)
    {
        Violations.Add(violation);
        Tell("checker", $"VIOLATION: {violation}");
    }

    /// <summary>SHA-256 over the story and the journal's end.</summary>
    public string Hash(string journalEnd) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', story.Append(journalEnd)))));

    /// <summary>One command of one client, through all of its tries.</summary>
    public sealed class Operation(LedgerCommand command, long invoked)
    {
        public LedgerCommand Command { get; } = command;

        /// <summary>When it was first sent.</summary>
        public long Invoked { get; } = invoked;

        /// <summary>When it was first answered; null when it never was.</summary>
        public long? Acknowledged { get; private set; }

        /// <summary>The first answer.</summary>
        public IReadOnlyList<TransferStatus> Statuses { get; private set; } = [];

        /// <summary>True when some try ended without saying whether the command was committed.</summary>
        public bool MayBeCommitted { get; private set; }

        public void Leave(bool outcomeUnknown) => MayBeCommitted |= outcomeUnknown;

        /// <summary>Takes an answer; false when it differs from the one before in more than that it is a repeat.</summary>
        public bool Acknowledge(IReadOnlyList<TransferStatus> statuses, long now)
        {
            if (Acknowledged is not null)
            {
                return statuses.Select(AsRepeat).SequenceEqual(Statuses.Select(AsRepeat));
            }

            (Acknowledged, Statuses) = (now, statuses);
            return true;
        }

        private static TransferStatus AsRepeat(TransferStatus status) =>
            status == TransferStatus.Created ? TransferStatus.Exists : status;
    }

    /// <summary>One read: when it was asked and answered, and what it saw.</summary>
    /// <param name="Invoked">When it was asked.</param>
    /// <param name="Answered">When it was answered.</param>
    /// <param name="IsLinearizable">True when it must see everything acknowledged before it.</param>
    /// <param name="View">What it saw.</param>
    public sealed record Observation(long Invoked, long Answered, bool IsLinearizable, LedgerView View);
}

/// <summary>A state of the ledger, short enough to compare.</summary>
/// <param name="DecidedCount">Transfers decided, refused ones included.</param>
/// <param name="OpenCount">Holds that are open.</param>
/// <param name="Balances">Every balance, as text.</param>
internal sealed record LedgerView(long DecidedCount, int OpenCount, string Balances)
{
    public static LedgerView Of(LedgerState state)
    {
        if (state.FindBook(LedgerWorkload.Book) is not { } book)
        {
            return new LedgerView(0, 0, "");
        }

        var balances = book.Accounts.OrderBy(account => account.Terms.Id.Value)
            .Select(account => $"{Short(account.Terms.Id)}:{account.Balances.DebitsPosted}-{account.Balances.CreditsPosted}"
                + $"/{account.Balances.DebitsPending}-{account.Balances.CreditsPending}{(account.IsClosed ? "x" : "")}");
        return new LedgerView(book.TransferCount, book.OpenHolds.Count(), string.Join(' ', balances));
    }

    /// <summary>A number of the workload, instead of a UUID.</summary>
    public static string Short(Id128 id) => id == default ? "-" : $"{id.Value}";
}
