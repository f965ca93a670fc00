using Mesh.Sidecar.Resiliency;

namespace Mesh.Sidecar.PubSub;

/// <summary>A broker under the name that an app uses.</summary>
/// <param name="Name">The component's name.</param>
/// <param name="Broker">The broker behind it.</param>
/// <param name="ConsumerId">The group that the app's subscriptions join.</param>
/// <param name="Scopes">Who may use which topic.</param>
/// <param name="Inbound">The policy of deliveries.</param>
internal sealed record PubSubComponent(string Name, IBroker Broker, string ConsumerId, TopicScopes Scopes, TargetPolicy Inbound);
