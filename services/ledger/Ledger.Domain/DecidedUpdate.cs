using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>An update of an account that was decided: applied, or refused for ever.</summary>
/// <param name="Terms">What was asked.</param>
/// <param name="Status"><see cref="AccountUpdateStatus.Updated"/>, or why it was refused.</param>
/// <param name="Version">Version of the account afterwards; of a refused one as it was; 0 without an account.</param>
/// <param name="DecideTime">When it was decided.</param>
public readonly record struct DecidedUpdate(AccountUpdate Terms, AccountUpdateStatus Status, uint Version, Moment DecideTime)
{
    /// <summary>Gets the update that an event tells of.</summary>
    public static DecidedUpdate Of(AccountUpdated updated, Moment time) =>
        new(updated.Terms, AccountUpdateStatus.Updated, updated.Version, time);

    /// <summary>Gets the update that an event tells of.</summary>
    public static DecidedUpdate Of(AccountUpdateRefused refused, Moment time) =>
        new(refused.Terms, refused.Status, refused.Version, time);
}
