namespace Mesh.Risk.Domain.Rules;

/// <summary>The customer, card, card range or wallet is on the tenant's block list.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
public sealed class BlockListRule(string name, int points) : IRule
{
    private const int BinDigitsMin = 6;

    public string Name => name;

    public int Points => points;

    public string Description => "Customer, card, card range (first 6 to 8 digits) or wallet is on the tenant's block list.";

    public string? Why(RuleContext context)
    {
        var payment = context.Payment;
        return Listed(context, BlockListItemType.Customer, payment.CustomerId)
            ?? Listed(context, BlockListItemType.CardFingerprint, payment.CardFingerprint)
            ?? ListedBin(context, payment.CardBin)
            ?? Listed(context, BlockListItemType.Wallet, payment.PayerWalletId);
    }

    private static string? ListedBin(RuleContext context, string bin)
    {
        for (var digits = bin.Length; digits >= BinDigitsMin; digits--)
        {
            if (Listed(context, BlockListItemType.CardBin, bin[..digits]) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    private static string? Listed(RuleContext context, BlockListItemType itemType, string value) =>
        value.Length > 0 && context.State.FindBlockListEntry(new BlockListKey(context.Tenant, itemType, value)) is not null
            ? itemType switch
            {
                BlockListItemType.Customer => "customer is on the block list",
                BlockListItemType.CardFingerprint => "card is on the block list",
                BlockListItemType.CardBin => "card range is on the block list",
                BlockListItemType.Wallet => "wallet is on the block list",
                _ => throw new System.Diagnostics.UnreachableException($"{itemType} is not a type of block list entry."),
            }
            : null;
}
