using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>A transfer that was decided: applied, or refused for ever.</summary>
/// <param name="Terms">What was asked.</param>
/// <param name="DebitAccountId">
/// Account that was debited: for a post or void the hold's, for a reversal the one that the first transfer credited; of a refused one what
/// was asked.
/// </param>
/// <param name="CreditAccountId">Account that was credited, accordingly.</param>
/// <param name="Amount">
/// Minor units that were moved, held, posted or, by a void, released; 0 for a refused one.
/// </param>
/// <param name="Status"><see cref="TransferStatus.Created"/>, or why it was refused.</param>
/// <param name="CreateTime">When it was decided; of an applied one that was imported, its original time.</param>
public readonly record struct Transfer(
    TransferTerms Terms,
    Id128 DebitAccountId,
    Id128 CreditAccountId,
    UInt128 Amount,
    TransferStatus Status,
    Moment CreateTime)
{
    /// <summary>True when it was applied.</summary>
    public bool IsApplied => Status == TransferStatus.Created;

    /// <summary>Gets the transfer that an event tells of.</summary>
    public static Transfer Of(TransferApplied applied, Moment time) => new(
        applied.Terms,
        applied.DebitAccountId,
        applied.CreditAccountId,
        applied.Amount,
        TransferStatus.Created,
        applied.Terms.ImportTime ?? time);

    /// <summary>Gets the transfer that an event tells of.</summary>
    public static Transfer Of(TransferRefused refused, Moment time) => new(
        refused.Terms, refused.Terms.DebitAccountId, refused.Terms.CreditAccountId, Amount: 0, refused.Status, time);
}
