using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// SHA-256 over the whole state in the order of books and identifiers: equal states have equal digests, whatever way led there.
/// </summary>
internal static class LedgerDigest
{
    public static byte[] Of(LedgerState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, account) in state.Accounts.OrderBy(row => row.Key.Book, StringComparer.Ordinal).ThenBy(row => row.Key.Id))
        {
            Add(hash, key);
            Add(hash, account);
        }

        foreach (var (key, transfer) in state.Transfers.OrderBy(row => row.Key.Book, StringComparer.Ordinal).ThenBy(row => row.Key.Id))
        {
            Add(hash, key);
            Add(hash, transfer, state.FindHold(key.Book, key.Id));
        }

        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, BookId key)
    {
        Add(hash, key.Book);
        Add(hash, key.Id.Value);
    }

    private static void Add(IncrementalHash hash, Account account)
    {
        Add(hash, account.Terms.Asset);
        Add(hash, (UInt128)(int)account.Terms.Type);
        Add(hash, (UInt128)account.Terms.Code);
        Add(hash, (UInt128)(int)account.Terms.Limit);
        Add(hash, account.Terms.ExternalReference);
        Add(hash, (UInt128)account.CreateTime.UnixNanos);
        Add(hash, account.Balances.DebitsPosted);
        Add(hash, account.Balances.CreditsPosted);
        Add(hash, account.Balances.DebitsPending);
        Add(hash, account.Balances.CreditsPending);
    }

    private static void Add(IncrementalHash hash, Transfer transfer, Hold? hold)
    {
        var terms = transfer.Terms;
        Add(hash, (UInt128)(int)terms.Kind);
        Add(hash, terms.DebitAccountId.Value);
        Add(hash, terms.CreditAccountId.Value);
        Add(hash, terms.Amount);
        Add(hash, terms.PendingId.Value);
        Add(hash, terms.Final ? UInt128.One : UInt128.Zero);
        Add(hash, (UInt128)terms.Code);
        Add(hash, terms.ExternalReference);
        Add(hash, (UInt128)(int)transfer.Status);
        Add(hash, (UInt128)transfer.CreateTime.UnixNanos);
        Add(hash, hold?.Held ?? 0);
        Add(hash, (UInt128)(int)(hold?.State ?? 0));
    }

    private static void Add(IncrementalHash hash, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Add(hash, (UInt128)bytes.Length);
        hash.AppendData(bytes);
    }
}
