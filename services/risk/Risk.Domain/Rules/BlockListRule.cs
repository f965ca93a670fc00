namespace Mesh.Risk.Domain.Rules;

/// <summary>The customer, card, card range or wallet is on the tenant's block list.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
public sealed class BlockListRule(string name, int points) : IRule
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Points => points;

    /// <inheritdoc/>
    public string Description => "Customer, card, card range (first 6 to 8 digits) or wallet is on the tenant's block list.";

    /// <inheritdoc/>
    public string? Why(in RuleContext context)
    {
        if (context.BlockList is not { IsEmpty: false } list)
        {
            return null;
        }

        var payment = context.Payment;
        return IsListed(list, BlockListItemType.Customer, payment.CustomerId) ? "customer is on the block list"
            : IsListed(list, BlockListItemType.CardFingerprint, payment.CardFingerprint) ? "card is on the block list"
            : IsRangeListed(list, payment.CardBin) ? "card range is on the block list"
            : IsListed(list, BlockListItemType.Wallet, payment.PayerWalletId) ? "wallet is on the block list"
            : null;
    }

    private static bool IsRangeListed(BlockList list, string bin)
    {
        for (var digits = bin.Length; digits >= RiskLimits.BinDigitsMin; digits--)
        {
            if (IsListed(list, BlockListItemType.CardBin, bin[..digits]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsListed(BlockList list, BlockListItemType itemType, string value) =>
        value.Length > 0 && list.Find(new BlockListKey(itemType, value)) is not null;
}
