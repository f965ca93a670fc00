namespace Mesh.Payments.Domain;

/// <summary>
/// Why an operation is refused, in order of precedence. Numbers are those of the stored records: never reused. The first three say nothing
/// final about the request identifier and are not stored; the others are, and a repeat gets the same refusal for ever.
/// </summary>
public enum PaymentRejection
{
    RequestIdReused = 1,
    PaymentNotFound = 2,
    PaymentBusy = 3,
    PaymentNotCapturable = 4,
    CaptureExceedsAuthorized = 5,
    PaymentNotVoidable = 6,
    PaymentNotRefundable = 7,
    RefundExceedsCaptured = 8,
}
