using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// SHA-256 over all that a book has, but for its name: equal books have equal hashes, whatever way led there, and so has a copy. What was
/// decided lies in the journal, under its own hashes; of it the book has the count.
/// </summary>
internal sealed class BookHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private BookHash()
    {
    }

    /// <summary>Computes the hash of a book.</summary>
    /// <param name="book">What it knows beside its accounts.</param>
    /// <param name="accounts">Its accounts in the order of their creation, which is what lists show, and part of the state.</param>
    public static byte[] Of(BookSnapshot book, IEnumerable<Account> accounts)
    {
        using var state = new BookHash();
        state.Add(book, accounts);
        return state.hash.GetHashAndReset();
    }

    public void Dispose() => hash.Dispose();

    private void Add(BookSnapshot book, IEnumerable<Account> accounts)
    {
        foreach (var asset in book.Assets.OrderBy(asset => asset.Terms.Code, StringComparer.Ordinal))
        {
            Add(asset.Terms.Code);
            Add((UInt128)asset.Terms.Scale);
            Add(asset.Terms.ExternalReference);
            Add((UInt128)asset.CreateTime.UnixNanos);
        }

        var metadata = book.Metadata.ToDictionary();
        foreach (var account in accounts)
        {
            Add(account);
            Add(metadata.GetValueOrDefault(account.Id, Metadata.Empty));
        }

        Add((UInt128)book.TransferCount);
        Add((UInt128)book.NewestTransferTime.UnixNanos);
        Add((UInt128)book.NewestAccountTime.UnixNanos);
        foreach (var (id, hold) in book.OpenHolds.OrderBy(row => row.Key))
        {
            Add(id, hold);
        }

        foreach (var (asset, sums) in book.Sums.OrderBy(row => row.Key, StringComparer.Ordinal))
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
}
