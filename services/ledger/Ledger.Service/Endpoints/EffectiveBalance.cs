using Mesh.Journal;
using Mesh.Kernel;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// The posted balance by effective time. Most entries count when they are recorded, so it is the balance by record time, corrected by the
/// entries with an effective time of their own: those that count by then but came later, and those that came by then but count later.
/// </summary>
internal sealed class EffectiveBalance(AccountHistory history, Moment time)
{
    private const int PageSize = 1_000;

    private UInt128 debitsAdded;
    private UInt128 debitsRemoved;
    private UInt128 creditsAdded;
    private UInt128 creditsRemoved;

    public async Task<V1.AccountBalances> RunAsync(CancellationToken cancellationToken)
    {
        // What comes after the first page was made is left out of everything.
        var page = await PageAsync(JournalPlace.Start, JournalPlace.End, cancellationToken);
        var head = page.Head;
        var recorded = await history.PlaceBeforeAsync(time.PlusNanos(1), cancellationToken);
        recorded = recorded < head ? recorded : head;
        Correct(page, recorded);
        while (page.Last is { } last)
        {
            page = await PageAsync(last, head, cancellationToken);
            Correct(page, recorded);
        }

        var balances = await history.BalancesAtAsync(recorded, cancellationToken);
        return new V1.AccountBalances
        {
            DebitsPosted = LedgerWire.ToWire(checked(balances.DebitsPosted + debitsAdded - debitsRemoved)),
            CreditsPosted = LedgerWire.ToWire(checked(balances.CreditsPosted + creditsAdded - creditsRemoved)),
        };
    }

    private Task<EntryPage> PageAsync(JournalPlace after, JournalPlace through, CancellationToken cancellationToken) =>
        history.ListAsync(new PastRange(after, through, PageSize, IsNewestFirst: false), onlyDated: true, cancellationToken);

    private void Correct(EntryPage page, JournalPlace recorded)
    {
        foreach (var placed in page.Entries)
        {
            var (isIn, isRecorded) = ((placed.Entry.EffectiveTime ?? placed.Time) <= time, placed.Place <= recorded);
            if (isIn == isRecorded)
            {
                continue;
            }

            ref var sum = ref placed.Entry.IsDebit
                ? ref (isIn ? ref debitsAdded : ref debitsRemoved)
                : ref (isIn ? ref creditsAdded : ref creditsRemoved);
            sum = checked(sum + placed.Entry.Posting.Posted);
        }
    }
}
