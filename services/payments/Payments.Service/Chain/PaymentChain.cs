using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Cards;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Chain;

/// <summary>
/// What an operation does outside the house, after its intent is committed. Every call is idempotent under an identifier derived from the
/// payment, so a chain that was interrupted anywhere is simply run again from its start. It decides nothing that is not decided by the
/// answers.
/// </summary>
/// <remarks>
/// | operation | calls, in order |
/// |---|---|
/// | authorize by card | risk, hold, acquirer, then post (automatic capture) or nothing; void after a decline |
/// | authorize from a wallet | risk, then one move (automatic) or hold (manual) |
/// | capture | acquirer (card), post |
/// | void | acquirer (card, unless in review), void |
/// | refund | hold, acquirer, post or void (card); one move (wallet) |
/// | top-up | one move |
/// </remarks>
public sealed class PaymentChain(IRiskAssessor risk, ILedgerPoster ledger, IConnector acquirer, CardVault vault)
{
    private const string InsufficientFunds = "insufficient_funds";

    /// <summary>Runs an operation to an outcome.</summary>
    /// <param name="operation">The operation; its intent is committed.</param>
    /// <param name="payment">Its payment as it was when the operation began; null for a top-up.</param>
    /// <param name="isRepeat">True when the chain may have run before: then the acquirer is first asked what became of it.</param>
    /// <param name="cancellationToken">Cancelled when the partition stops; the chain is then run again by whoever serves it next.</param>
    public Task<OperationOutcome> RunAsync(Operation operation, Payment? payment, bool isRepeat, CancellationToken cancellationToken) =>
        operation.Terms.Key.Kind switch
        {
            OperationKind.Authorize => AuthorizeAsync(payment!, isRepeat, cancellationToken),
            OperationKind.Capture => CaptureAsync(operation.Terms, payment!, isRepeat, cancellationToken),
            OperationKind.Void => VoidAsync(operation.Terms, payment!, isRepeat, cancellationToken),
            OperationKind.Refund => RefundAsync(operation.Terms, payment!, isRepeat, cancellationToken),
            OperationKind.TopUp => TopUpAsync(operation.Terms, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException($"{operation.Terms.Key.Kind} is not an operation."),
        };

    private async Task<OperationOutcome> AuthorizeAsync(Payment payment, bool isRepeat, CancellationToken cancellationToken)
    {
        var decision = await risk.AssessAsync(payment, cancellationToken);
        if (decision.Outcome == "decline")
        {
            return new Declined(new Failure("risk", "risk_declined"), decision);
        }

        var isAutomatic = payment.Terms.CaptureMethod == CaptureMethod.Automatic;
        var isAllowed = decision.Outcome == "allow";
        var transfers = new PaymentTransfers(payment);
        var isWalletMove = payment.Terms.Method is WalletMethod && isAutomatic && isAllowed;
        if (await ledger.PostAsync(isWalletMove ? transfers.Move() : transfers.Hold(), cancellationToken) is { } reason)
        {
            return new Declined(new Failure("ledger", LedgerCode(reason)), decision);
        }

        if (!isAllowed)
        {
            return new NeedsReview(decision);
        }

        return payment.Terms.Method is CardMethod card
            ? await ChargeAsync(payment, card, transfers, decision, isRepeat, cancellationToken)
            : new Done(decision);
    }

    private async Task<OperationOutcome> ChargeAsync(
        Payment payment, CardMethod card, PaymentTransfers transfers, RiskDecision decision, bool isRepeat,
        CancellationToken cancellationToken)
    {
        var isAutomatic = payment.Terms.CaptureMethod == CaptureMethod.Automatic;
        var reference = AcquirerReference.OfCharge(payment.Id);
        var answer = await AskAsync(
            reference,
            isRepeat,
            () => acquirer.AuthorizeAsync(
                new CardCharge(
                    payment.Terms.Tenant,
                    reference,
                    vault.Open(card.Sealed, payment.Terms.Tenant, payment.Terms.RequestId),
                    card.ExpiryMonth,
                    card.ExpiryYear,
                    payment.Terms.Currency,
                    payment.Terms.AmountMinor,
                    isAutomatic),
                cancellationToken),
            cancellationToken);
        if (answer.IsOpen)
        {
            return new Unknown(decision, HoldPlaced: true);
        }

        if (answer.DeclineCode.Length > 0)
        {
            await RequireAsync(transfers.VoidHold(payment.Terms.RequestId), cancellationToken);
            return new Declined(new Failure("acquirer", answer.DeclineCode), decision);
        }

        if (isAutomatic)
        {
            await RequireAsync(transfers.Post(payment.Terms.RequestId, payment.Terms.AmountMinor, final: true), cancellationToken);
        }

        return new Done(decision);
    }

    private async Task<OperationOutcome> CaptureAsync(
        OperationTerms terms, Payment payment, bool isRepeat, CancellationToken cancellationToken)
    {
        if (await FollowUpAsync(terms, payment, FollowUpKind.Capture, isRepeat, cancellationToken) is { } ended)
        {
            return ended;
        }

        await RequireAsync(new PaymentTransfers(payment).Post(terms.Key.RequestId, terms.AmountMinor, terms.Final), cancellationToken);
        return new Done(Risk: null);
    }

    private async Task<OperationOutcome> VoidAsync(
        OperationTerms terms, Payment payment, bool isRepeat, CancellationToken cancellationToken)
    {
        // Nothing was sent to the acquirer for a payment in review.
        if (payment.State != PaymentState.InReview
            && await FollowUpAsync(terms, payment, FollowUpKind.Void, isRepeat, cancellationToken) is { } ended)
        {
            return ended;
        }

        await RequireAsync(new PaymentTransfers(payment).VoidHold(terms.Key.RequestId), cancellationToken);
        return new Done(Risk: null);
    }

    private async Task<OperationOutcome> RefundAsync(
        OperationTerms terms, Payment payment, bool isRepeat, CancellationToken cancellationToken)
    {
        var transfers = new PaymentTransfers(payment);
        var isCard = payment.Terms.Method is CardMethod;
        var first = isCard ? transfers.HoldRefund(terms) : transfers.MoveRefund(terms);
        if (await ledger.PostAsync(first, cancellationToken) is { } reason)
        {
            return new Declined(new Failure("ledger", LedgerCode(reason)), Risk: null);
        }

        if (!isCard)
        {
            return new Done(Risk: null);
        }

        var ended = await FollowUpAsync(terms, payment, FollowUpKind.Refund, isRepeat, cancellationToken);
        if (ended is Unknown)
        {
            return ended;
        }

        await RequireAsync(ended is null ? transfers.PostRefund(terms) : transfers.VoidRefund(terms), cancellationToken);
        return ended ?? new Done(Risk: null);
    }

    private async Task<OperationOutcome> TopUpAsync(OperationTerms terms, CancellationToken cancellationToken)
    {
        await RequireAsync(PaymentTransfers.TopUp(terms), cancellationToken);
        return new Done(Risk: null);
    }

    /// <summary>Asks the acquirer for what follows an authorization; null when it was done, or when no card is involved.</summary>
    private async Task<OperationOutcome?> FollowUpAsync(
        OperationTerms terms, Payment payment, FollowUpKind kind, bool isRepeat, CancellationToken cancellationToken)
    {
        if (payment.Terms.Method is not CardMethod)
        {
            return null;
        }

        var reference = AcquirerReference.OfFollowUp(payment.Id, terms.Key);
        var followUp = new CardFollowUp(reference, AcquirerReference.OfCharge(payment.Id), kind, terms.AmountMinor);
        var answer = await AskAsync(reference, isRepeat, () => acquirer.FollowUpAsync(followUp, cancellationToken), cancellationToken);
        if (answer.IsOpen)
        {
            return new Unknown(Risk: null, HoldPlaced: false);
        }

        return answer.DeclineCode.Length > 0 ? new Declined(new Failure("acquirer", answer.DeclineCode), Risk: null) : null;
    }

    // Only what the acquirer surely never got is sent as new; anything else would risk a second charge.
    private async Task<ConnectorAnswer> AskAsync(
        Id128 reference, bool isRepeat, Func<Task<ConnectorAnswer>> send, CancellationToken cancellationToken)
    {
        var known = isRepeat ? await acquirer.QueryAsync(reference, cancellationToken) : null;
        return known ?? await send();
    }

    private async Task RequireAsync(LedgerTransfer transfer, CancellationToken cancellationToken)
    {
        if (await ledger.PostAsync(transfer, cancellationToken) is { } reason)
        {
            throw new InvalidOperationException(
                $"The ledger refused transfer {transfer.Id} ({transfer.Step}) of {transfer.Reference} with {reason}, "
                + "which payments had made sure of.");
        }
    }

    private static string LedgerCode(string reason) => reason == "exceeds_credits" ? InsufficientFunds : reason;
}
