using System.Diagnostics;
using System.Numerics;
using System.Text;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// Cuts a command into parts whose events fit one journal record each. Items are decided each on its own, so the parts, committed one after
/// the other, are the same to the client. Ordinary commands stay whole: 8,190 transfers with a UUID as reference fit one record.
/// </summary>
internal static class CommandSplit
{
    /// <summary>What a part's events may take: a record, less ample room for its header.</summary>
    public const int PartBytesMax = JournalLimits.RecordBytesMax - 4_096;

    // Tags, lengths and small numbers of one event, the journal's own tag and length included.
    private const int FrameBytes = 26;

    private const int BitsPerVarintByte = 7;

    /// <summary>Returns the parts in order: the command itself when it fits.</summary>
    public static IReadOnlyList<LedgerCommand> Of(LedgerCommand command) => command switch
    {
        CreateAccounts create => Cut(
            create, create.Accounts, terms => BytesMax(create.Book, terms), part => new CreateAccounts(create.Book, part)),
        CreateTransfers create => Cut(
            create, create.Transfers, terms => BytesMax(create.Book, terms), part => new CreateTransfers(create.Book, part)),
        _ => throw new UnreachableException($"{command.GetType().Name} is not a command of the ledger."),
    };

    /// <summary>Bounds the bytes that the event of an account adds to a record.</summary>
    public static int BytesMax(string book, AccountTerms terms) =>
        FrameBytes + 2 + Id128.ByteLength + Utf8Length(book, terms.ExternalReference);

    /// <summary>Bounds the bytes that the event of a transfer adds to a record.</summary>
    public static int BytesMax(string book, TransferTerms terms)
    {
        // A move names two accounts. The end of a hold names the hold; its event adds the hold's accounts and an amount released, of
        // unknown size.
        var isMove = terms.Kind is TransferKind.Single or TransferKind.Pending;
        var idCount = isMove ? 3 : 4;
        var releasedBytes = isMove ? 0 : 2 * (1 + VarintLength(ulong.MaxValue));
        return FrameBytes + idCount * (2 + Id128.ByteLength) + AmountLength(terms.Amount) + releasedBytes
            + Utf8Length(book, terms.ExternalReference);
    }

    private static List<LedgerCommand> Cut<TTerms>(
        LedgerCommand whole, IReadOnlyList<TTerms> items, Func<TTerms, int> bytesMax, Func<IReadOnlyList<TTerms>, LedgerCommand> partOf)
    {
        var parts = new List<LedgerCommand>();
        var (first, bytes) = (0, 0);
        for (var index = 0; index < items.Count; index++)
        {
            var more = bytesMax(items[index]);
            if (bytes + more > PartBytesMax)
            {
                parts.Add(partOf([.. items.Skip(first).Take(index - first)]));
                (first, bytes) = (index, 0);
            }

            bytes += more;
        }

        if (first == 0)
        {
            return [whole];
        }

        parts.Add(partOf([.. items.Skip(first)]));
        return parts;
    }

    private static int AmountLength(UInt128 amount) =>
        1 + VarintLength((ulong)(amount & ulong.MaxValue)) + (amount > ulong.MaxValue ? 1 + VarintLength((ulong)(amount >> 64)) : 0);

    private static int VarintLength(ulong value) => 1 + BitOperations.Log2(value | 1) / BitsPerVarintByte;

    private static int Utf8Length(string book, string reference) =>
        Encoding.UTF8.GetByteCount(book) + Encoding.UTF8.GetByteCount(reference);
}
