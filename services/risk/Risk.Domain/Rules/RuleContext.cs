using Mesh.Kernel;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Domain.Rules;

/// <summary>
/// What a rule may look at: one payment and what its tenant's earlier payments left. Looked up once for all rules.
/// </summary>
public readonly record struct RuleContext
{
    private readonly long minorPerUnit;

    private RuleContext(PaymentSnapshot payment, Moment now)
    {
        Payment = payment;
        Now = now;
        minorPerUnit = CurrencyWorth.MinorPerUnitOf(payment.Currency);
        CustomerNumber = CardNumber = MerchantNumber = NameTable.Unknown;
    }

    /// <summary>The payment.</summary>
    public PaymentSnapshot Payment { get; }

    /// <summary>Time of the evaluation.</summary>
    public Moment Now { get; }

    /// <summary>The tenant's block list; null when the tenant is new.</summary>
    public BlockList? BlockList { get; private init; }

    /// <summary>Number of the customer among the tenant's names; <see cref="NameTable.Unknown"/> when it is new.</summary>
    public int CustomerNumber { get; private init; }

    /// <summary>Number of the card among the tenant's names; <see cref="NameTable.Unknown"/> when it is new.</summary>
    public int CardNumber { get; private init; }

    /// <summary>Number of the merchant among the tenant's names; <see cref="NameTable.Unknown"/> when it is new.</summary>
    public int MerchantNumber { get; private init; }

    /// <summary>What the customer did before.</summary>
    public SubjectActivity Customer { get; private init; }

    /// <summary>What was done with the card before.</summary>
    public SubjectActivity Card { get; private init; }

    /// <summary>What the wallet paid before.</summary>
    public SubjectActivity Wallet { get; private init; }

    /// <summary>What the customer spent before in the currency of the payment.</summary>
    public RecentWindow<RecentAmount> Spending { get; private init; }

    /// <summary>Looks up what the rules need.</summary>
    /// <param name="tenant">The tenant; null when nothing was ever decided for it.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="now">Time of the evaluation: later than that of any before.</param>
    public static RuleContext Of(TenantRisk? tenant, PaymentSnapshot payment, Moment now)
    {
        if (tenant is null)
        {
            return new RuleContext(payment, now);
        }

        var (names, activity) = (tenant.Names, tenant.Activity);
        var customer = names.Find(payment.CustomerId);
        var card = names.Find(payment.CardFingerprint);
        return new RuleContext(payment, now)
        {
            BlockList = tenant.BlockList,
            CustomerNumber = customer,
            CardNumber = card,
            MerchantNumber = names.Find(payment.MerchantId),
            Customer = activity.Of(new Subject(SubjectKind.Customer, customer)),
            Card = activity.Of(new Subject(SubjectKind.Card, card)),
            Wallet = activity.Of(new Subject(SubjectKind.Wallet, names.Find(payment.PayerWalletId))),
            Spending = activity.Of(new Spender(customer, payment.Currency.Code)),
        };
    }

    /// <summary>Converts a limit to minor units of the payment's currency.</summary>
    /// <param name="units">Units of about one dollar. Range: 0 to 1,000,000,000.</param>
    public long ToMinor(long units) => units * minorPerUnit;

    /// <summary>Gets what a subject of the payment did before; nothing when the payment has none of that kind.</summary>
    public SubjectActivity ActivityOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Customer => Customer,
        SubjectKind.Card => Card,
        SubjectKind.Wallet => Wallet,
        _ => throw new System.Diagnostics.UnreachableException($"{kind} is not a kind of subject."),
    };
}
