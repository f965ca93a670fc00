using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// The keys under which the events of one book are found again once they are no longer in memory. The upper half of a key is that of the
/// identifier, so identifiers that are ordered by time (UUID version 7, ULID) have keys that are. Two books may share a key: whoever finds
/// an event looks at its book. Stored for ever: never change the rule.
/// </summary>
public sealed class HistoryKeys
{
    private static readonly ulong EndOfHold = Hash64("hold");
    private static readonly ulong Reversal = Hash64("reversal");
    private static readonly ulong Update = Hash64("update");
    private static readonly ulong Version = Hash64("version");
    private static readonly ulong Entry = Hash64("entry");
    private static readonly ulong DatedEntry = Hash64("dated entry");

    private readonly ulong book;

    /// <summary>Makes the keys of a book.</summary>
    /// <param name="bookName">Name of the book.</param>
    public HistoryKeys(string bookName) => book = Hash64(bookName);

    /// <summary>The decision about a transfer.</summary>
    public UInt128 OfTransfer(Id128 id) => id.Value ^ book;

    /// <summary>Whatever took something out of a hold: posts, void, expiry.</summary>
    public UInt128 OfEndOfHold(Id128 pendingId) => pendingId.Value ^ book ^ EndOfHold;

    /// <summary>The reversal of a transfer.</summary>
    public UInt128 OfReversal(Id128 transferId) => transferId.Value ^ book ^ Reversal;

    /// <summary>The decision about an update of an account.</summary>
    public UInt128 OfUpdate(Id128 id) => id.Value ^ book ^ Update;

    /// <summary>The updates that made the versions of an account.</summary>
    public UInt128 OfVersion(Id128 accountId) => accountId.Value ^ book ^ Version;

    /// <summary>Whatever was posted to, held on or released on an account that keeps history.</summary>
    public UInt128 OfEntry(Id128 accountId) => accountId.Value ^ book ^ Entry;

    /// <summary>Those of the same that have an effective time of their own.</summary>
    public UInt128 OfDatedEntry(Id128 accountId) => accountId.Value ^ book ^ DatedEntry;

    /// <summary>Lists the keys under which an event is to be found.</summary>
    public void List(LedgerEvent happened, ICollection<UInt128> keys)
    {
        switch (happened)
        {
            case AccountCreated or AssetCreated or RestoreFinished:
                break;
            case AccountUpdated updated:
                keys.Add(OfUpdate(updated.Terms.Id));
                keys.Add(OfVersion(updated.Terms.AccountId));
                break;
            case AccountUpdateRefused refused:
                keys.Add(OfUpdate(refused.Terms.Id));
                break;
            case TransferApplied applied:
                keys.Add(OfTransfer(applied.Terms.Id));
                ListFollowUp(applied.Terms, keys);
                ListEntries(applied, keys);
                break;
            case TransferRefused refused:
                keys.Add(OfTransfer(refused.Terms.Id));
                break;
            case HoldExpired expired:
                keys.Add(OfEndOfHold(expired.PendingId));
                ListEntries(expired, keys);
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }
    }

    private void ListFollowUp(TransferTerms terms, ICollection<UInt128> keys)
    {
        if (terms.Kind is TransferKind.Post or TransferKind.Void)
        {
            keys.Add(OfEndOfHold(terms.PendingId));
        }
        else if (terms.Kind == TransferKind.Reverse)
        {
            keys.Add(OfReversal(terms.ReversesId));
        }
    }

    private void ListEntries(LedgerEvent happened, ICollection<UInt128> keys)
    {
        foreach (var accountId in AccountEntry.AccountsOf(happened))
        {
            keys.Add(OfEntry(accountId));
            if (happened is TransferApplied applied && AccountEntry.EffectiveTimeOf(applied) is not null)
            {
                keys.Add(OfDatedEntry(accountId));
            }
        }
    }

    /// <summary>The first 8 bytes of SHA-256 over the UTF-8 text.</summary>
    private static ulong Hash64(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
