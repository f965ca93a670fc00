using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Chain;

/// <summary>The transfers of one payment, with their derived identifiers and the accounts that they touch.</summary>
internal sealed class PaymentTransfers(Payment payment)
{
    private readonly PaymentTerms terms = payment.Terms;

    /// <summary>Account that pays: what the acquirer owes us, or the payer's wallet.</summary>
    private LedgerAccount Payer => terms.Method is WalletMethod wallet
        ? new LedgerAccount(terms.Tenant, AccountRole.Wallet, wallet.PayerWalletId, terms.Currency)
        : new LedgerAccount(terms.Tenant, AccountRole.AcquirerReceivable, "", terms.Currency);

    /// <summary>Account that is paid: what we owe the merchant, or the payee's wallet.</summary>
    private LedgerAccount Payee => terms.Method is WalletMethod { PayeeWalletId.Length: > 0 } wallet
        ? new LedgerAccount(terms.Tenant, AccountRole.Wallet, wallet.PayeeWalletId, terms.Currency)
        : new LedgerAccount(terms.Tenant, AccountRole.MerchantPayable, terms.MerchantId, terms.Currency);

    private Id128 HoldId => Id("hold", terms.RequestId);

    public static LedgerTransfer TopUp(OperationTerms topUp)
    {
        var (tenant, _, requestId) = topUp.Key;
        return new LedgerTransfer(
            Id128.Derive("transfer", "top-up", tenant, requestId.ToString()),
            LedgerStep.Move,
            new LedgerAccount(tenant, AccountRole.Bank, "", topUp.Currency!),
            new LedgerAccount(tenant, AccountRole.Wallet, topUp.WalletId, topUp.Currency!),
            topUp.AmountMinor,
            HoldId: default,
            Final: false,
            tenant,
            $"wallet/{topUp.WalletId}");
    }

    public LedgerTransfer Hold() => New(HoldId, LedgerStep.Hold, Payer, Payee, terms.AmountMinor);

    // A hold and a move of the same payment never both happen; they share their identifier so that they cannot.
    public LedgerTransfer Move() => New(HoldId, LedgerStep.Move, Payer, Payee, terms.AmountMinor);

    public LedgerTransfer Post(Id128 requestId, long amountMinor, bool final) =>
        New(Id("post", requestId), LedgerStep.Post, null, null, amountMinor, HoldId, final);

    public LedgerTransfer VoidHold(Id128 requestId) => New(Id("void", requestId), LedgerStep.Void, null, null, amountMinor: 0, HoldId);

    public LedgerTransfer HoldRefund(OperationTerms refund) =>
        New(RefundId(refund), LedgerStep.Hold, Payee, Payer, refund.AmountMinor);

    public LedgerTransfer MoveRefund(OperationTerms refund) =>
        New(RefundId(refund), LedgerStep.Move, Payee, Payer, refund.AmountMinor);

    public LedgerTransfer PostRefund(OperationTerms refund) =>
        New(Id("refund-post", refund.Key.RequestId), LedgerStep.Post, null, null, refund.AmountMinor, RefundId(refund), final: true);

    public LedgerTransfer VoidRefund(OperationTerms refund) =>
        New(Id("refund-void", refund.Key.RequestId), LedgerStep.Void, null, null, amountMinor: 0, RefundId(refund));

    private Id128 RefundId(OperationTerms refund) => Id("refund", refund.Key.RequestId);

    private Id128 Id(string step, Id128 requestId) => Id128.Derive("transfer", payment.Id.ToString(), step, requestId.ToString());

    private LedgerTransfer New(
        Id128 id, LedgerStep step, LedgerAccount? debit, LedgerAccount? credit, long amountMinor, Id128 holdId = default,
        bool final = false) =>
        new(id, step, debit, credit, amountMinor, holdId, final, terms.Tenant, payment.Id.ToString());
}
