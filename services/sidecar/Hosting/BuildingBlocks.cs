using Mesh.Sidecar.Actors;
using Mesh.Sidecar.Actors.Reminders;
using Mesh.Sidecar.Invocation;
using Mesh.Sidecar.Locks;
using Mesh.Sidecar.Introspection;
using Mesh.Sidecar.PubSub;
using Mesh.Sidecar.Secrets;
using Mesh.Sidecar.State;

namespace Mesh.Sidecar.Hosting;

/// <summary>The building blocks of one app's sidecar.</summary>
internal sealed record BuildingBlocks(
    StateApi State,
    PublishApi Publish,
    SubscribeApi Subscribe,
    SecretApi Secrets,
    LockApi Locks,
    InvokeApi Invoke,
    ActorInvokeApi Actors,
    ActorStreamApi ActorStreams,
    ActorStateApi ActorState,
    TimerApi Timers,
    ReminderApi Reminders,
    MetadataApi Metadata,
    Action<bool> Shutdown);
