using Mesh.Sidecar.Faults;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Resiliency;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Components;

/// <summary>Loads the components of one app: secret stores first, because others may refer to them.</summary>
internal static class ComponentLoader
{
    /// <summary>Opens every component that the app loads.</summary>
    /// <exception cref="SidecarStartException">One cannot be opened and does not say <c>ignoreErrors</c>.</exception>
    public static async Task<ComponentSet> LoadAsync(
        SidecarRun run, string appId, Gate sidecar, ResiliencyPolicies policies, IReadOnlyList<ResourceDocument> documents)
    {
        var logger = run.Logging.CreateLogger(typeof(ComponentLoader).FullName!);
        var components = new ComponentSet();
        var factory = new ComponentFactory(run, appId, sidecar, policies, components);
        var resolver = new SettingsResolver(appId, run.Environment, name => components.SecretStores.GetValueOrDefault(name));
        var definitions = ComponentReader.Read(documents, appId, run.Environment("NAMESPACE"));
        foreach (var definition in definitions.OrderBy(definition => !IsSecretStore(definition)).ThenBy(
            definition => definition.SecretStore is not null))
        {
            try
            {
                await factory.OpenAsync(resolver.Resolve(definition));
            }
            catch (SidecarStartException exception) when (definition.IgnoreErrors)
            {
                ComponentLog.Ignored(logger, exception.Message);
            }
        }

        return components;
    }

    private static bool IsSecretStore(ComponentDefinition definition) =>
        definition.Type.StartsWith("secretstores.", StringComparison.Ordinal);
}
