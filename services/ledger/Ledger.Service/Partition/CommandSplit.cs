using System.Diagnostics;
using System.Numerics;
using System.Text;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// Cuts a command into parts whose events fit one journal record each. Items are decided each on its own, so the parts, committed one after
/// the other, are the same to the client; a linked group stays in one part. Ordinary commands stay whole: 8,190 transfers with a UUID as
/// reference fit one record.
/// </summary>
internal static class CommandSplit
{
    /// <summary>
    /// What the event of an expired hold takes at most, with the journal's own tag and length: three identifiers, a released amount, and
    /// the longest name of a book; without balances, which are there for accounts that keep history only. A test writes the largest.
    /// </summary>
    public const int ExpiryBytesMax = 160;

    /// <summary>
    /// What a part's events may take: a record, less ample room for its header and for the holds that are given back beside it.
    /// </summary>
    public const int PartBytesMax = JournalLimits.RecordBytesMax - 4_096 - LedgerLimits.ExpiriesMax * ExpiryBytesMax;

    // Tags, lengths and small numbers of one event at most, the journal's own tag and length included; but for flags and scale of an
    // account.
    private const int FrameBytes = 24;
    private const int AccountFlagsBytes = 4;

    // Tags and lengths of one entry: three messages or texts, two of them of up to 16 KiB.
    private const int MetadataFrameBytes = 8;

    // Tag and length, two numbers of 64 bits, and a small one.
    private const int ExchangeRateBytesMax = 3 + 2 * (1 + 10) + 2;

    private const int BitsPerVarintByte = 7;

    /// <summary>
    /// Returns the parts in order: the command itself when it fits. A trial leaves no events, and is one whatever its size.
    /// </summary>
    public static IReadOnlyList<LedgerCommand> Of(LedgerCommand command) => command switch
    {
        CreateAccounts create => Cut(
            create, create.Accounts, terms => BytesMax(create.Book, terms), _ => false, part => new CreateAccounts(create.Book, part)),
        CreateTransfers { IsTrial: true } => [command],
        CreateTransfers create => Cut(
            create,
            create.Transfers,
            terms => BytesMax(create.Book, terms),
            terms => terms.IsLinked,
            part => new CreateTransfers(create.Book, part)),
        CreateAssets create => Cut(
            create, create.Assets, terms => BytesMax(create.Book, terms), _ => false, part => new CreateAssets(create.Book, part)),
        UpdateAccounts update => Cut(
            update, update.Updates, terms => BytesMax(update.Book, terms), _ => false, part => new UpdateAccounts(update.Book, part)),
        RestoreEvents or FinishRestore or ExpireHolds => [command],
        _ => throw new UnreachableException($"{command.GetType().Name} is not a command of the ledger."),
    };

    /// <summary>
    /// Cuts transfers in two, between groups: for those whose events took more than a record because they carry balances of accounts that
    /// keep history, which a command does not tell. Null when there is but one group, or transfer without one.
    /// </summary>
    public static (CreateTransfers First, CreateTransfers Second)? Halve(CreateTransfers command)
    {
        var transfers = command.Transfers;
        var half = (transfers.Count + 1) / 2;
        int[] cuts = [.. Enumerable.Range(1, transfers.Count - 1).Where(index => !transfers[index - 1].IsLinked)];
        if (cuts.Length == 0)
        {
            return null;
        }

        var cut = cuts.MinBy(index => Math.Abs(index - half));
        return (command with { Transfers = [.. transfers.Take(cut)] }, command with { Transfers = [.. transfers.Skip(cut)] });
    }

    /// <summary>Gets the place of the first transfer of a linked group that does not fit one record; null when all do.</summary>
    public static int? FirstGroupTooLarge(CreateTransfers command)
    {
        var (first, bytes) = (0, 0);
        for (var index = 0; index < command.Transfers.Count; index++)
        {
            bytes += BytesMax(command.Book, command.Transfers[index]);
            if (bytes > PartBytesMax && index > first)
            {
                return first;
            }

            if (!command.Transfers[index].IsLinked)
            {
                (first, bytes) = (index + 1, 0);
            }
        }

        return null;
    }

    /// <summary>Bounds the bytes that the event of an update adds to a record.</summary>
    public static int BytesMax(string book, AccountUpdate terms) =>
        FrameBytes + 2 * (2 + Id128.ByteLength) + 2 * (1 + VarintLength(uint.MaxValue)) + Encoding.UTF8.GetByteCount(book)
            + (terms.Metadata is { } metadata ? 2 + MetadataLength(metadata) : 0);

    /// <summary>Bounds the bytes that the event of an account adds to a record.</summary>
    public static int BytesMax(string book, AccountTerms terms) =>
        FrameBytes + AccountFlagsBytes + 2 + Id128.ByteLength + OptionalAmountLength(terms.OverdraftLimit)
            + TimeLength(terms.ImportTime) + terms.Asset.Length + Utf8Length(book, terms.ExternalReference);

    /// <summary>Bounds the bytes that the event of an asset adds to a record.</summary>
    public static int BytesMax(string book, AssetTerms terms) =>
        FrameBytes + terms.Code.Length + Utf8Length(book, terms.ExternalReference);

    /// <summary>Bounds the bytes that the event of a transfer adds to a record.</summary>
    public static int BytesMax(string book, TransferTerms terms)
    {
        // A move names two accounts. The end of a hold names the hold; its event adds the hold's accounts and an amount released, of
        // unknown size.
        var isMove = terms.Kind is TransferKind.Single or TransferKind.Pending;
        var idCount = isMove ? 3 : 4;
        var unknownCount = (LedgerRecords.KeepsAccounts(terms) ? 1 : 0) + (LedgerRecords.KeepsAmount(terms) ? 1 : 0);
        return FrameBytes + idCount * (2 + Id128.ByteLength) + AmountLength(terms.Amount) + unknownCount * AmountLength(UInt128.MaxValue)
            + (terms.Flags == TransferFlags.None ? 0 : 2) + (terms.TimeoutSeconds == 0 ? 0 : 1 + VarintLength(terms.TimeoutSeconds))
            + (terms.Exchange is null ? 0 : ExchangeRateBytesMax)
            + TimeLength(terms.EffectiveTime) + TimeLength(terms.ImportTime) + MetadataLength(terms.Metadata)
            + Utf8Length(book, terms.ExternalReference);
    }

    private static List<LedgerCommand> Cut<TTerms>(
        LedgerCommand whole,
        IReadOnlyList<TTerms> items,
        Func<TTerms, int> bytesMax,
        Func<TTerms, bool> isLinked,
        Func<IReadOnlyList<TTerms>, LedgerCommand> partOf)
    {
        var parts = new List<LedgerCommand>();
        var (first, bytes) = (0, 0);

        // The last group, or item without one: what a part may be cut in front of.
        var (group, groupBytes) = (0, 0);
        for (var index = 0; index < items.Count; index++)
        {
            groupBytes += bytesMax(items[index]);
            if (isLinked(items[index]) && index < items.Count - 1)
            {
                continue;
            }

            if (bytes + groupBytes > PartBytesMax && group > first)
            {
                parts.Add(partOf([.. items.Skip(first).Take(group - first)]));
                (first, bytes) = (group, 0);
            }

            bytes += groupBytes;
            (group, groupBytes) = (index + 1, 0);
        }

        if (first == 0)
        {
            return [whole];
        }

        parts.Add(partOf([.. items.Skip(first)]));
        return parts;
    }

    private static int TimeLength(Moment? time) => time is { } some ? 2 + VarintLength((ulong)some.UnixNanos) : 0;

    private static int MetadataLength(Metadata metadata) => metadata.Utf8Length + metadata.Entries.Count * MetadataFrameBytes;

    private static int OptionalAmountLength(UInt128 amount) => amount == 0 ? 0 : AmountLength(amount);

    private static int AmountLength(UInt128 amount) =>
        1 + VarintLength((ulong)(amount & ulong.MaxValue)) + (amount > ulong.MaxValue ? 1 + VarintLength((ulong)(amount >> 64)) : 0);

    private static int VarintLength(ulong value) => 1 + BitOperations.Log2(value | 1) / BitsPerVarintByte;

    private static int Utf8Length(string book, string reference) =>
        Encoding.UTF8.GetByteCount(book) + Encoding.UTF8.GetByteCount(reference);
}
