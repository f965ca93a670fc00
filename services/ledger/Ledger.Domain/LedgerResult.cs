using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>The answer to a command.</summary>
public abstract record LedgerResult;

/// <summary>One result an asset, in the order of the command.</summary>
public sealed record AssetResults(IReadOnlyList<AssetResult> Items) : LedgerResult;

/// <summary>One result an account, in the order of the command.</summary>
public sealed record AccountResults(IReadOnlyList<AccountResult> Items) : LedgerResult;

/// <summary>One result a transfer, in the order of the command.</summary>
public sealed record TransferResults(IReadOnlyList<TransferResult> Items) : LedgerResult;

/// <summary>One result an update, in the order of the command.</summary>
public sealed record AccountUpdateResults(IReadOnlyList<AccountUpdateResult> Items) : LedgerResult;

/// <summary>Expired holds are written down.</summary>
/// <param name="NextExpiry">When the next one expires; null when none does.</param>
public sealed record ExpiryResult(Moment? NextExpiry) : LedgerResult;

/// <summary>Events are restored, or some of them were before.</summary>
/// <param name="RestoredCount">Events that are new.</param>
/// <param name="ReplayedCount">Events that were restored by an earlier command.</param>
public sealed record RestoreResult(int RestoredCount, int ReplayedCount) : LedgerResult;

/// <summary>Nothing of a command that restores was done.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Index">Place of the event that it is about, from 0.</param>
public sealed record RestoreRefused(RestoreRefusal Reason, int Index) : LedgerResult;

/// <summary>Nothing was done: the book is being restored, and nothing else happens in it until that is finished.</summary>
public sealed record BookIsBeingRestored : LedgerResult;

/// <summary>What became of one account.</summary>
/// <param name="Status">What happened.</param>
/// <param name="CreateTime">When the account was created; null when it was refused.</param>
public readonly record struct AccountResult(AccountStatus Status, Moment? CreateTime);

/// <summary>What became of one transfer.</summary>
/// <param name="Status">What happened.</param>
/// <param name="CreateTime">When it was decided; of an applied one that was imported, its original time.</param>
/// <param name="Replayed">True when an earlier command decided.</param>
public readonly record struct TransferResult(TransferStatus Status, Moment CreateTime, bool Replayed)
{
    /// <summary>Minor units that were moved, held, posted or released; 0 for a refused one.</summary>
    public UInt128 Amount { get; init; }

    /// <summary>Gets the answer to a repeat.</summary>
    internal static TransferResult Of(in Transfer known, TransferTerms repeated)
    {
        var status = TermsComparison.Compare(known, repeated);
        return new TransferResult(status, known.CreateTime, Replayed: true)
        {
            Amount = status == TransferStatus.Exists ? known.Amount : 0,
        };
    }
}

/// <summary>What became of one update of an account.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Version">Version of the account after it; for a refusal as it was then; 0 without an account.</param>
/// <param name="DecideTime">When it was decided.</param>
/// <param name="Replayed">True when an earlier command decided.</param>
public readonly record struct AccountUpdateResult(AccountUpdateStatus Status, uint Version, Moment DecideTime, bool Replayed);

/// <summary>What became of one asset.</summary>
/// <param name="Status">What happened.</param>
/// <param name="CreateTime">When the asset was created; null when it was refused.</param>
public readonly record struct AssetResult(AssetStatus Status, Moment? CreateTime);
