namespace Mesh.Payments.Domain;

/// <summary>Where a payment stands. Numbers are those of the wire.</summary>
public enum PaymentState
{
    Processing = 1,
    InReview = 2,
    RequiresCapture = 3,
    PartiallyCaptured = 4,
    Succeeded = 5,
    Canceled = 6,
    Failed = 7,
}
