using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>Starts sidecars for tests of actors.</summary>
public static class ActorSidecar
{
    /// <summary>A sidecar whose store keeps actor state, for some apps.</summary>
    public static async Task<SidecarUnderTest> StartAsync(Func<SidecarOptions, SidecarOptions>? change = null, params string[] apps)
    {
        var component = await Stores.ComponentAsync(Store.Sqlite, ("actorStateStore", "true"));
        return await SidecarUnderTest.StartAsync(
            options => (change ?? (same => same))(options with
            {
                Apps = apps.Length == 0 ? options.Apps : [.. apps.Select(app => new SidecarApp { AppId = app })],
            }),
            component);
    }
}
