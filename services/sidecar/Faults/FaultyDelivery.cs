using Mesh.Sidecar.PubSub;
using Mesh.Sidecar.V1;

namespace Mesh.Sidecar.Faults;

/// <summary>The deliveries of one subscription, with what a test has asked for.</summary>
/// <param name="handler">Makes a delivery.</param>
/// <param name="find">Gets the fault of the topic; null when there is none.</param>
/// <param name="sidecar">Passed by every delivery.</param>
internal sealed class FaultyDelivery(MessageHandler handler, Func<DeliveryFault?> find, Gate sidecar)
{
    // A broker may wait for one delivery before it makes the next, so what is held back counts as delivered for it.
    private BrokerMessage? _held;

    /// <summary>Makes a delivery, or not.</summary>
    public async Task<DeliveryResult> HandleAsync(BrokerMessage message, CancellationToken cancellationToken)
    {
        await sidecar.WhenOpenAsync(cancellationToken);
        if (find() is not { } fault || !fault.Draw.Next())
        {
            var result = await handler(message, cancellationToken);
            if (Interlocked.Exchange(ref _held, null) is { } overtaken)
            {
                await handler(overtaken, cancellationToken);
            }

            return result;
        }

        switch (fault.Kind)
        {
            case DeliveryFaultKind.Drop:
                return DeliveryResult.Acknowledged;
            case DeliveryFaultKind.Repeat:
                await handler(message, cancellationToken);
                return await handler(message, cancellationToken);
            case DeliveryFaultKind.Reorder:
                return Interlocked.Exchange(ref _held, message) is { } earlier
                    ? await handler(earlier, cancellationToken)
                    : DeliveryResult.Acknowledged;
            case DeliveryFaultKind.Unspecified:
            default:
                throw new System.Diagnostics.UnreachableException($"delivery fault {fault.Kind}");
        }
    }
}
