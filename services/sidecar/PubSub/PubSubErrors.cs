using Grpc.Core;
using Mesh.Sidecar.Errors;

namespace Mesh.Sidecar.PubSub;

/// <summary>The errors of the publish API (contract 3.1).</summary>
internal static class PubSubErrors
{
    private const string Resource = "pubsub";

    public static RpcException NameEmpty() =>
        DaprErrors.Of(StatusCode.InvalidArgument, "pubsub name is empty", "DAPR_PUBSUB_NAME_EMPTY");

    public static RpcException NotFound(string name) =>
        DaprErrors.Of(StatusCode.InvalidArgument, $"pubsub {name} is not found", "DAPR_PUBSUB_NOT_FOUND", Resource, name);

    public static RpcException TopicEmpty(string name) =>
        DaprErrors.Of(StatusCode.InvalidArgument, $"topic is empty in pubsub {name}", "DAPR_PUBSUB_TOPIC_NAME_EMPTY", Resource, name);

    public static RpcException Forbidden(string name, string topic, string appId) => DaprErrors.Of(
        StatusCode.PermissionDenied, $"topic {topic} is not allowed for app id {appId}", "DAPR_PUBSUB_FORBIDDEN", Resource, name);

    public static RpcException MetadataInvalid(string name, string cause) => DaprErrors.Of(
        StatusCode.InvalidArgument, $"failed deserializing metadata: {cause}", "DAPR_PUBSUB_METADATA_DESERIALIZATION", Resource, name);

    public static RpcException EventInvalid(string name, string cause) => DaprErrors.Of(
        StatusCode.InvalidArgument, $"cannot create cloudevent: {cause}", "DAPR_PUBSUB_CLOUD_EVENT_CREATION", Resource, name);

    public static RpcException EntryIdInvalid(string name, string topic) => DaprErrors.Of(
        StatusCode.InvalidArgument,
        $"error marshaling events to bytes for topic {topic}: entryId is duplicated or not present for entry",
        "DAPR_PUBSUB_MARSHAL_EVENTS",
        Resource,
        name);

    public static RpcException PublishFailed(string name, string topic, string cause) => DaprErrors.Of(
        StatusCode.Internal, $"error when publishing to topic {topic} in pubsub {name}: {cause}", "DAPR_PUBSUB_PUBLISH_MESSAGE", Resource,
        name);
}
