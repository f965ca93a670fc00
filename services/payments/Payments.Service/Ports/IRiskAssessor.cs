using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Ports;

/// <summary>What payments needs of risk.</summary>
public interface IRiskAssessor
{
    /// <summary>
    /// Gets risk's decision on a payment. The evaluation's identifier is derived from the payment's, so asking again gets the first
    /// decision. Waits until risk answers; retries while it is not reachable.
    /// </summary>
    Task<RiskDecision> AssessAsync(Payment payment, CancellationToken cancellationToken);
}
