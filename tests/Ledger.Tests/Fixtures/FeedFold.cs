using Google.Protobuf.WellKnownTypes;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Fixtures;

/// <summary>One entry as it has to be: computed from the feed by plain arithmetic.</summary>
internal sealed record ExpectedEntry(
    string TransferId,
    EntryKind Kind,
    bool IsDebit,
    uint Code,
    Timestamp Time,
    Timestamp EffectiveTime,
    Int128 Posted,
    (Int128 DebitsPosted, Int128 CreditsPosted, Int128 DebitsPending, Int128 CreditsPending) After);

/// <summary>The entries of an account, folded from every event of its book: what the entries of the API are compared with.</summary>
internal static class FeedFold
{
    public static async Task<List<ExpectedEntry>> EntriesAsync(LedgerService.LedgerServiceClient client, string accountId)
    {
        var entries = new List<ExpectedEntry>();
        (Int128 DebitsPosted, Int128 CreditsPosted, Int128 DebitsPending, Int128 CreditsPending) balances = default;
        await foreach (var happened in ReadAsync(client))
        {
            if (EffectOf(happened) is not { } effect || (effect.Debit != accountId && effect.Credit != accountId))
            {
                continue;
            }

            var isDebit = effect.Debit == accountId;
            balances = isDebit
                ? balances with
                {
                    DebitsPosted = balances.DebitsPosted + effect.Posted, DebitsPending = balances.DebitsPending + effect.Held,
                }
                : balances with
                {
                    CreditsPosted = balances.CreditsPosted + effect.Posted, CreditsPending = balances.CreditsPending + effect.Held,
                };
            entries.Add(new ExpectedEntry(
                effect.TransferId,
                effect.Kind,
                isDebit,
                effect.Code,
                happened.EventTime,
                happened.TransferCreated?.EffectiveTime ?? happened.TransferCreated?.CreateTime ?? happened.EventTime,
                effect.Posted,
                balances));
        }

        return entries;
    }

    private static async IAsyncEnumerable<LedgerEvent> ReadAsync(LedgerService.LedgerServiceClient client)
    {
        for (ulong next = 1; ;)
        {
            var page = await client.ListEventsAsync(new() { Book = Some.Book, FromSequence = next, PageSize = 1_000 });
            foreach (var happened in page.Events.Where(happened => happened.Book == Some.Book))
            {
                yield return happened;
            }

            if (page.NextSequence == next)
            {
                yield break;
            }

            next = page.NextSequence;
        }
    }

    private static Effect? EffectOf(LedgerEvent happened)
    {
        if (happened.HoldExpired is { } expired)
        {
            return new Effect(
                expired.TransferId, EntryKind.Expiry, expired.DebitAccountId, expired.CreditAccountId, 0, -Value(expired.Amount), Code: 0);
        }

        if (happened.TransferCreated is not { } created)
        {
            return null;
        }

        var (amount, released) = (Value(created.Amount), Value(created.Released));
        var kind = System.Enum.Parse<EntryKind>(created.Kind, ignoreCase: true);
        var (posted, held) = kind switch
        {
            EntryKind.Pending => (0, amount),
            EntryKind.Post => (amount, -amount - released),
            EntryKind.Void => (0, -released),
            _ => (amount, 0),
        };
        return new Effect(created.TransferId, kind, created.DebitAccountId, created.CreditAccountId, posted, held, created.Code);
    }

    private static Int128 Value(Mesh.Type.V1.UInt128 amount) => (Int128)new UInt128(amount.High, amount.Low);

    private sealed record Effect(
        string TransferId, EntryKind Kind, string Debit, string Credit, Int128 Posted, Int128 Held, uint Code);
}
