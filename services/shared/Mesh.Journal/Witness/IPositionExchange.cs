namespace Mesh.Journal.Witness;

/// <summary>Lets the callers of a service remember for it how far its journals have come.</summary>
public interface IPositionExchange
{
    /// <summary>
    /// Compares what a caller was told earlier with the journals of now, and tells it how far they have come. A partition whose journal is
    /// shorter, or has another record at a position, is not served any more.
    /// </summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store does not answer.</exception>
    Task<ExchangedPositions> ExchangeAsync(IReadOnlyList<JournalPosition> told, CancellationToken cancellationToken);
}
