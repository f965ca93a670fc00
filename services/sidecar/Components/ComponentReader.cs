using Mesh.Sidecar.Hosting;
using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.Components;

/// <summary>Turns documents of kind Component into definitions.</summary>
internal static class ComponentReader
{
    /// <summary>Reads those that the app loads.</summary>
    /// <param name="documents">All documents; other kinds are skipped.</param>
    /// <param name="appId">The app; components scoped to others are skipped.</param>
    /// <param name="deployedNamespace">The environment's <c>NAMESPACE</c>; when set, components of another namespace are skipped.</param>
    /// <exception cref="SidecarStartException">A component lacks a name or type, or two have the same name.</exception>
    public static IReadOnlyList<ComponentDefinition> Read(
        IEnumerable<ResourceDocument> documents, string appId, string? deployedNamespace)
    {
        List<ComponentDefinition> components = [];
        foreach (var document in documents.Where(document => document is { Kind: "Component", ApiVersion: "dapr.io/v1alpha1" }))
        {
            var component = Read(document);
            var ofOtherNamespace = deployedNamespace is { Length: > 0 }
                && document.Root.Mapping("metadata")?.Text("namespace") is { Length: > 0 } written && written != deployedNamespace;
            if (ofOtherNamespace || (component.Scopes.Count > 0 && !component.Scopes.Contains(appId)))
            {
                continue;
            }

            if (components.Find(other => other.Name == component.Name) is { } twin)
            {
                throw component.Location.Problem(component.Name, $"the same name is used at {twin.Location}", "rename one of them");
            }

            components.Add(component);
        }

        return components;
    }

    private static ComponentDefinition Read(ResourceDocument document)
    {
        var root = document.Root;
        var name = root.Mapping("metadata")?.Text("name");
        var spec = root.Mapping("spec");
        if (string.IsNullOrEmpty(name))
        {
            throw document.Location.Problem("", "metadata.name is missing", "give the component a name");
        }

        if (spec?.Text("type") is not { Length: > 0 } type)
        {
            throw document.Location.Problem(name, "spec.type is missing", "give its type, for example state.sqlite");
        }

        return new ComponentDefinition(
            name,
            type,
            spec.Text("version") is { Length: > 0 } version ? version : "v1",
            [.. spec.Items("metadata").OfType<YamlMappingNode>().Select(item => Property(item, name, document.Location))],
            root.Mapping("auth")?.Text("secretStore"),
            root.Texts("scopes"),
            string.Equals(spec.Text("ignoreErrors"), "true", StringComparison.OrdinalIgnoreCase),
            document.Location);
    }

    private static ComponentProperty Property(YamlMappingNode item, string component, ResourceLocation location)
    {
        if (item.Text("name") is not { Length: > 0 } name)
        {
            throw location.Problem(component, $"an entry of spec.metadata on line {item.Start.Line} has no name", "give it one");
        }

        var secret = item.Mapping("secretKeyRef") is { } reference && reference.Text("name") is { Length: > 0 } secretName
            ? new SecretReference(secretName, reference.Text("key") is { Length: > 0 } key ? key : secretName)
            : null;
        return new ComponentProperty(name, item.Text("value"), secret, item.Text("envRef"));
    }
}
