using Mesh.Sidecar.PubSub;

namespace Mesh.Sidecar.Faults;

/// <summary>A broker whose deliveries to one app meet what a test has asked for.</summary>
internal sealed class FaultyBroker(IBroker inner, string name, FaultBoard faults, Gate sidecar) : IBroker
{
    /// <inheritdoc/>
    public Task PublishAsync(BrokerMessage message, CancellationToken cancellationToken) => inner.PublishAsync(message, cancellationToken);

    /// <inheritdoc/>
    public Task<IMembership> SubscribeAsync(
        string topic, string group, MessageHandler handler, CancellationToken cancellationToken)
    {
        var delivery = new FaultyDelivery(handler, () => faults.OfDelivery(name, topic), sidecar);
        return inner.SubscribeAsync(topic, group, delivery.HandleAsync, cancellationToken);
    }
}
