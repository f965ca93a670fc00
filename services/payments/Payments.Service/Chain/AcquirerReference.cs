using Mesh.Kernel;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Chain;

/// <summary>References by which the acquirer knows our requests: derived, so that a repeat is recognised.</summary>
internal static class AcquirerReference
{
    public static Id128 OfCharge(PaymentId payment) => Id128.Derive("acquirer", payment.ToString(), "charge");

    public static Id128 OfFollowUp(PaymentId payment, OperationKey operation) =>
        Id128.Derive("acquirer", payment.ToString(), operation.Kind.ToString(), operation.RequestId.ToString());
}
