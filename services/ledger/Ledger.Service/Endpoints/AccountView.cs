using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>All that is shown of an account, copied out of the state.</summary>
/// <param name="Account">The account.</param>
/// <param name="AssetScale">Decimal digits of its amounts.</param>
/// <param name="Metadata">Its metadata as it is now.</param>
internal readonly record struct AccountView(Account Account, int AssetScale, Metadata Metadata)
{
    public static AccountView Of(Book book, Account account) =>
        new(account, book.SumsOf(account.Terms.Asset).Scale, book.MetadataOf(account.Terms.Id));
}
