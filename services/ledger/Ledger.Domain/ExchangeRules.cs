namespace Mesh.Ledger.Domain;

/// <summary>
/// What holds for the two legs of an exchange: the second, which states the rate, follows the first in its linked group, moves another
/// asset, and its amount is the first's times the rate, rounded as stated. So no minor unit is made or lost by a slip of the client's
/// arithmetic.
/// </summary>
internal static class ExchangeRules
{
    /// <summary>Checks a transfer that would be applied; null when all is well, or when it is no exchange.</summary>
    /// <param name="book">The book.</param>
    /// <param name="second">The transfer.</param>
    /// <param name="first">What was applied right before it in its linked group; null when it is the first of one, or in none.</param>
    public static TransferStatus? Check(Book book, TransferApplied second, TransferApplied? first)
    {
        if (second.Terms.Exchange is not { } rate)
        {
            return null;
        }

        // The edge sees to it that there is a first leg.
        if (first is null)
        {
            return TransferStatus.ExchangeAmountMismatch;
        }

        return AssetOf(book, first) == AssetOf(book, second) ? TransferStatus.ExchangeAssetsMustDiffer
            : rate.Gives(first.Amount, second.Amount) ? null
            : TransferStatus.ExchangeAmountMismatch;
    }

    private static string AssetOf(Book book, TransferApplied leg) => book.FindAccount(leg.DebitAccountId)!.Value.Profile.Asset;
}
