using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// SHA-256 over the whole state in the order of books and identifiers: equal states have equal digests, whatever way led there.
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
        }

        foreach (var transfer in Sorted(book.Transfers, transfer => transfer.Terms.Id))
        {
            Add(transfer, book.FindHold(transfer.Terms.Id));
            Add(book.FindReversal(transfer.Terms.Id)?.Value ?? 0);
        }

        foreach (var update in Sorted(book.Updates, update => update.Terms.Id))
        {
            Add(update);
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
            Add(sums.Balances);
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
        Add(account.IsClosed ? UInt128.One : UInt128.Zero);
        Add(account.Terms.KeepsHistory ? UInt128.One : UInt128.Zero);
        Add((UInt128)(int)account.Standing);
        Add((UInt128)account.Version);
        Add(account.Balances);
    }

    private void Add(in DecidedUpdate update)
    {
        var terms = update.Terms;
        Add(terms.Id.Value);
        Add(terms.AccountId.Value);
        Add((UInt128)terms.ExpectedVersion);
        Add(Choice(terms.IsFrozen));
        Add(Choice(terms.IsClosed));
        Add((UInt128)(int)update.Status);
        Add((UInt128)update.Version);
        Add((UInt128)update.DecideTime.UnixNanos);
    }

    private void Add(in Transfer transfer, Hold? hold)
    {
        var terms = transfer.Terms;
        Add(terms.Id.Value);
        Add((UInt128)(int)terms.Kind);
        Add(terms.DebitAccountId.Value);
        Add(terms.CreditAccountId.Value);
        Add(terms.Amount);
        Add(terms.PendingId.Value);
        Add(terms.Final ? UInt128.One : UInt128.Zero);
        Add((UInt128)(int)terms.Flags);
        Add((UInt128)terms.TimeoutSeconds);
        Add(terms.ReversesId.Value);
        Add((UInt128)terms.Code);
        Add(terms.ExternalReference);
        Add(transfer.Amount);
        Add((UInt128)(int)transfer.Status);
        Add((UInt128)transfer.CreateTime.UnixNanos);
        Add(hold?.Held ?? 0);
        Add(hold?.Released ?? 0);
        Add((UInt128)(int)(hold?.State ?? 0));
        Add((UInt128)(hold?.ExpireTime?.UnixNanos ?? 0));
    }

    private void Add(in Balances balances)
    {
        Add(balances.DebitsPosted);
        Add(balances.CreditsPosted);
        Add(balances.DebitsPending);
        Add(balances.CreditsPending);
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

    private static UInt128 Choice(bool? isSet) => isSet switch { null => 0, true => 1, false => 2 };

    private static TItem[] Sorted<TItem>(IEnumerable<TItem> items, Func<TItem, Id128> idOf)
    {
        TItem[] sorted = [.. items];
        Array.Sort(Array.ConvertAll(sorted, item => idOf(item)), sorted);
        return sorted;
    }
}
