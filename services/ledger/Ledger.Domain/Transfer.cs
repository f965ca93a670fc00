using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>A transfer that was decided: applied, or refused for ever.</summary>
/// <param name="Terms">What was asked.</param>
/// <param name="Amount">
/// Minor units that were moved, held, posted or, by a void, released; 0 for a refused one.
/// </param>
/// <param name="Status"><see cref="TransferStatus.Created"/>, or why it was refused.</param>
/// <param name="CreateTime">When it was decided.</param>
public readonly record struct Transfer(TransferTerms Terms, UInt128 Amount, TransferStatus Status, Moment CreateTime)
{
    /// <summary>True when it was applied.</summary>
    public bool IsApplied => Status == TransferStatus.Created;
}
