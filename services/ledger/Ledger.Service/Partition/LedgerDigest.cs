using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// SHA-256 over the whole state in the order of books and identifiers: equal states have equal digests, whatever way led there. What was
/// decided lies in the journal, under its own hashes; of it the state has the count.
/// </summary>
internal sealed class LedgerDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private LedgerDigest()
    {
    }

    /// <summary>Computes the digest of a state whose invariants hold.</summary>
    /// <exception cref="InvalidOperationException">An invariant is broken: a bug. The message says which.</exception>
    public static byte[] Of(LedgerState state)
    {
        if (LedgerInvariants.Check(state) is { Count: > 0 } problems)
        {
            throw new InvalidOperationException($"The ledger's state is wrong: {string.Join("; ", problems)}");
        }

        using var digest = new LedgerDigest();
        foreach (var book in state.Books.OrderBy(book => book.Name, StringComparer.Ordinal))
        {
            digest.Add(book);
        }

        return digest.hash.GetHashAndReset();
    }

    public void Dispose() => hash.Dispose();

    private void Add(Book book)
    {
        Add(book.Name);
        foreach (var asset in book.Assets)
        {
            Add(asset.Terms.Code);
            Add((UInt128)asset.Terms.Scale);
            Add(asset.Terms.ExternalReference);
            Add((UInt128)asset.CreateTime.UnixNanos);
        }

        foreach (var account in Sorted(book.Accounts, account => account.Terms.Id))
        {
            Add(account);
            Add(book.MetadataOf(account.Terms.Id));
        }

        Add((UInt128)book.TransferCount);
        Add((UInt128)book.NewestTransferTime.UnixNanos);
        Add((UInt128)book.NewestAccountTime.UnixNanos);
        foreach (var (id, hold) in Sorted(book.OpenHolds, row => row.Key))
        {
            Add(id, hold);
        }

        // Their order is what lists show; it is part of the state.
        foreach (var account in book.AccountsFrom(first: 0, countMax: int.MaxValue))
        {
            Add(account.Terms.Id.Value);
        }

        foreach (var (asset, sums) in book.TrialBalance)
        {
            Add(asset);
            Add((UInt128)sums.AccountCount);
            Add((UInt128)sums.Scale);
            Add(sums.Posted);
            Add(sums.Pending);
        }
    }

    private void Add(in Account account)
    {
        Add(account.Terms.Id.Value);
        Add(account.Terms.Asset);
        Add((UInt128)(int)account.Terms.Type);
        Add((UInt128)account.Terms.Code);
        Add((UInt128)(int)account.Terms.Limit);
        Add(account.Terms.OverdraftLimit);
        Add(account.Terms.ExternalReference);
        Add((UInt128)account.CreateTime.UnixNanos);
        Add(account.Terms.ImportTime is null ? UInt128.Zero : UInt128.One);
        Add(account.IsClosed ? UInt128.One : UInt128.Zero);
        Add(account.Terms.KeepsHistory ? UInt128.One : UInt128.Zero);
        Add((UInt128)(int)account.Standing);
        Add((UInt128)account.Version);
        Add(account.Balances);
    }

    private void Add(Id128 pendingId, in Hold hold)
    {
        Add(pendingId.Value);
        Add(hold.Held);
        Add(hold.Released);
        Add((UInt128)(hold.ExpireTime?.UnixNanos ?? 0));
        Add(hold.DebitAccountId.Value);
        Add(hold.CreditAccountId.Value);
        Add((UInt128)(int)hold.Flags);
    }

    private void Add(Metadata metadata)
    {
        Add((UInt128)metadata.Entries.Count);
        foreach (var (key, value) in metadata.Entries)
        {
            Add(key);
            Add(value);
        }
    }

    private void Add(in Balances balances)
    {
        Add(balances.DebitsPosted);
        Add(balances.CreditsPosted);
        Add(balances.DebitsPending);
        Add(balances.CreditsPending);
    }

    private void Add(WideAmount value)
    {
        Add((UInt128)value.High);
        Add(value.Low);
    }

    private void Add(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private void Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Add((UInt128)bytes.Length);
        hash.AppendData(bytes);
    }

    private static TItem[] Sorted<TItem>(IEnumerable<TItem> items, Func<TItem, Id128> idOf)
    {
        TItem[] sorted = [.. items];
        Array.Sort(Array.ConvertAll(sorted, item => idOf(item)), sorted);
        return sorted;
    }
}
