using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>The table of refusals: reason, status and advice. Reasons are those of <c>payments_errors.proto</c>.</summary>
internal static class PaymentsErrors
{
    public const string InvalidRequest = "INVALID_REQUEST";
    private static readonly TimeSpan UnknownRetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BusyRetryAfter = TimeSpan.FromMilliseconds(200);

    public static ServiceError Of(Rejected rejected) => rejected.Reason switch
    {
        PaymentRejection.RequestIdReused => ServiceError.AlreadyExists(
            "REQUEST_ID_REUSED", $"The request id was used before with another {rejected.Field}: use a new id.")
            .With("field", rejected.Field),
        PaymentRejection.PaymentNotFound => ServiceError.NotFound(
            "PAYMENT_NOT_FOUND", "The tenant has no such payment: check tenant and identifier."),
        PaymentRejection.PaymentBusy => Busy(rejected),
        PaymentRejection.PaymentNotCapturable => Precondition(
            "PAYMENT_NOT_CAPTURABLE", "Only an authorized payment that is not captured in full can be captured.", rejected),
        PaymentRejection.CaptureExceedsAuthorized => Precondition(
            "CAPTURE_EXCEEDS_AUTHORIZED",
            "The capture exceeds what is authorized and not yet captured: capture less, with a new request id.", rejected),
        PaymentRejection.PaymentNotVoidable => Precondition(
            "PAYMENT_NOT_VOIDABLE", "Nothing is held that could be released. To give captured money back, refund it.", rejected),
        PaymentRejection.PaymentNotRefundable => Precondition(
            "PAYMENT_NOT_REFUNDABLE", "Nothing was captured, or all of it is refunded.", rejected),
        PaymentRejection.RefundExceedsCaptured => Precondition(
            "REFUND_EXCEEDS_CAPTURED", "The refund exceeds what was captured and not yet refunded: refund less, with a new request id.",
            rejected),
        _ => throw new System.Diagnostics.UnreachableException($"{rejected.Reason} is not a reason."),
    };

    public static ServiceError PaymentNotFound() => Of(new Rejected(PaymentRejection.PaymentNotFound, "", null));

    public static ServiceError Unavailable(ServiceUnavailableException reason) =>
        ServiceError.Unavailable(
            "PARTITION_UNAVAILABLE",
            reason.OutcomeUnknown
                ? "The outcome is unknown: send the request again with the same request id."
                : "The service cannot answer now: send the request again with the same request id.",
            reason.RetryAfter);

    /// <summary>An operation whose outcome is open, where the response has no place to say so.</summary>
    public static ServiceError OutcomeUnknown() => ServiceError.Unavailable(
        "PARTITION_UNAVAILABLE", "The outcome is unknown: send the request again with the same request id.", UnknownRetryAfter);

    public static ServiceError TotalOutOfRange() => ServiceError.OutOfRange(
        "TOTAL_OUT_OF_RANGE", "The sum exceeds 64 bits. No money is affected: ask the ledger, whose sums have 128 bits.");

    private static ServiceError Busy(Rejected rejected) => ServiceError.Aborted(
        "PAYMENT_BUSY",
        $"Another operation on the payment is under way: retry with the same request id after {BusyRetryAfter.TotalMilliseconds} ms.",
        BusyRetryAfter)
        .With("payment_id", rejected.Payment!.Id.ToString());

    private static ServiceError Precondition(string reason, string message, Rejected rejected) =>
        ServiceError.FailedPrecondition(reason, message)
            .With("payment_id", rejected.Payment!.Id.ToString()).With("state", rejected.Payment.State.ToString());
}
