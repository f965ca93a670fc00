using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;

namespace Mesh.Ledger.Tests.Fixtures;

/// <summary>A ledger without a journal: decides, applies and keeps what happened.</summary>
internal sealed class LedgerRun
{
    public const long Begin = 1_800_000_000_000_000_000;

    private readonly List<(LedgerEvent Happened, Moment Time)> history = [];
    private Moment now = new(Begin);

    public LedgerState State { get; } = new();

    public IReadOnlyList<LedgerEvent> Events => [.. history.Select(entry => entry.Happened)];

    /// <summary>What happened in one book, and when.</summary>
    public IEnumerable<(LedgerEvent Happened, Moment Time)> EventsOf(string book) => history.Where(entry => entry.Happened.Book == book);

    public byte[] Digest => LedgerDigest.Of(State);

    public Book Book => State.FindBook(Some.Book)!;

    public AssetResult[] Create(params AssetTerms[] assets) => [.. ((AssetResults)Decide(new CreateAssets(Some.Book, assets))).Items];

    public AccountResult[] Create(params AccountTerms[] accounts) =>
        [.. ((AccountResults)Decide(new CreateAccounts(Some.Book, accounts))).Items];

    public TransferResult[] Create(params TransferTerms[] transfers) =>
        [.. ((TransferResults)Decide(new CreateTransfers(Some.Book, transfers))).Items];

    public AccountUpdateResult[] Update(params AccountUpdate[] updates) =>
        [.. ((AccountUpdateResults)Decide(new UpdateAccounts(Some.Book, updates))).Items];

    /// <summary>Lets time pass, without anybody asking for anything.</summary>
    public void Pass(int seconds) => Decide(new TimePasses(seconds));

    public TransferStatus StatusOf(TransferTerms transfer) => Create(transfer)[0].Status;

    /// <summary>Time that the next event will have.</summary>
    public Moment Now => now;

    /// <summary>Takes what happens, for a decision outside of <see cref="Decide"/>.</summary>
    public Happening Happening => new(() => now, Apply, Mark, TakeBack);

    /// <summary>
    /// Decides as a partition does, and again when only holds were given back, inside an undo scope; opens one unless the test has.
    /// </summary>
    public LedgerResult Decide(LedgerCommand command)
    {
        if (command is TimePasses passes)
        {
            now = now.Plus(TimeSpan.FromSeconds(passes.Seconds));
            return new ExpiryResult(State.NextExpiry?.Time);
        }

        var isOwnScope = !State.Undo.IsOpen;
        if (isOwnScope)
        {
            State.Undo.Begin();
        }

        LedgerResult result;
        do
        {
            result = LedgerDecisions.Decide(State, command, Happening);
        }
        while (result is ExpiryResult && command is not ExpireHolds);

        if (isOwnScope)
        {
            State.Undo.Commit();
        }

        return result;
    }

    public Balances BalancesOf(int account) => Book.FindAccount(Some.Id(account))!.Value.Balances;

    public Hold HoldOf(int pending) => Book.FindHold(Some.Id(pending))!.Value;

    /// <summary>Forgets what happened after the first <paramref name="count"/> events; the state is rolled back by the caller.</summary>
    public void ForgetAfter(int count, Moment time)
    {
        history.RemoveRange(count, history.Count - count);
        now = time;
    }

    /// <summary>Builds a new state from what happened.</summary>
    public LedgerState Replay()
    {
        var state = new LedgerState();
        foreach (var (happened, time) in history)
        {
            state.Apply(happened, time);
        }

        return state;
    }

    private HappeningMark Mark() => new(State.Undo.Mark(), history.Count);

    private void TakeBack(HappeningMark mark)
    {
        State.Undo.RollbackTo(mark.Changes);
        ForgetAfter(mark.Events, mark.Events < history.Count ? history[mark.Events].Time : now);
    }

    private void Apply(LedgerEvent happened)
    {
        State.Apply(happened, now);
        history.Add((happened, now));
        now = now.PlusNanos(1);
    }
}
