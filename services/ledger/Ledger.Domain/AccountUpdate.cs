using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What a client asks to change of an account. Two requests with the same identifier must agree in all of it.</summary>
/// <param name="Id">Client-made identifier of the update, unique among the updates of the book.</param>
/// <param name="AccountId">The account.</param>
/// <param name="ExpectedVersion">Version that the account must have; 0 for any.</param>
/// <param name="IsFrozen">True freezes, false unfreezes, null leaves it.</param>
/// <param name="IsClosed">True closes, false opens again, null leaves it.</param>
public sealed record AccountUpdate(Id128 Id, Id128 AccountId, uint ExpectedVersion, bool? IsFrozen, bool? IsClosed)
{
    /// <summary>Takes the place of all metadata of the account; null leaves it.</summary>
    public Metadata? Metadata { get; init; }

    /// <summary>Gets the standing that an account has afterwards.</summary>
    public AccountStanding ApplyTo(AccountStanding standing) =>
        Change(Change(standing, AccountStanding.Frozen, IsFrozen), AccountStanding.Closed, IsClosed);

    private static AccountStanding Change(AccountStanding standing, AccountStanding bit, bool? isSet) => isSet switch
    {
        true => standing | bit,
        false => standing & ~bit,
        null => standing,
    };
}
