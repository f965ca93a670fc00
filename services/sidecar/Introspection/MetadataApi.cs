using System.Collections.Concurrent;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Mesh.Sidecar.Actors;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.PubSub;

namespace Mesh.Sidecar.Introspection;

/// <summary>Tells what runs in one app's sidecar (contract 8.6).</summary>
internal sealed class MetadataApi(
    string appId, int? appPort, ComponentSet components, SubscriptionList subscriptions, ActorHost actors, Placement placement)
{
    /// <summary>The version whose behaviour is followed, marked as not being it.</summary>
    private const string Version = "1.18.3-mesh";

    private static readonly Empty Nothing = new();

    private readonly ConcurrentDictionary<string, string> _extended = new(StringComparer.Ordinal)
    {
        ["daprRuntimeVersion"] = Version,
    };

    public GetMetadataResponse Get()
    {
        var counts = actors.Counts();
        var response = new GetMetadataResponse
        {
            Id = appId,
            RuntimeVersion = Version,
            AppConnectionProperties = new AppConnectionProperties
            {
                Port = appPort ?? 0,
                Protocol = "grpc",
                ChannelAddress = "127.0.0.1",
            },
            ActorRuntime = new ActorRuntime
            {
                RuntimeStatus = actors.IsRegistered
                    ? ActorRuntime.Types.ActorRuntimeStatus.Running
                    : ActorRuntime.Types.ActorRuntimeStatus.Initializing,
                HostReady = actors.IsRegistered && !placement.IsLost,
                Placement = placement.IsLost ? "placement: disconnected" : "placement: connected",
                ActiveActors = { counts },
            },
        };
#pragma warning disable CS0612 // Deprecated by Dapr and still filled by it.
        response.ActiveActorsCount.Add(counts);
#pragma warning restore CS0612
        response.RegisteredComponents.Add(components.Loaded.Select(Wire));
        response.ExtendedMetadata.Add(_extended);
        response.Subscriptions.Add(subscriptions.List());
        return response;
    }

    public Empty Set(SetMetadataRequest request) => Set(request.Key, request.Value);

    public Empty Set(string key, string value)
    {
        _extended[key] = value;
        return Nothing;
    }

    private static RegisteredComponents Wire(LoadedComponent component) => new()
    {
        Name = component.Name,
        Type = component.Type,
        Version = component.Version,
        Capabilities = { component.Capabilities },
    };
}
