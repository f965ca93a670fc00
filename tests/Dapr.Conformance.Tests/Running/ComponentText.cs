namespace Mesh.Dapr.Conformance.Tests.Running;

/// <summary>Component files for tests.</summary>
public static class ComponentText
{
    /// <summary>A component with plain metadata.</summary>
    public static string Of(string name, string type, params (string Name, string Value)[] metadata) => Of(name, type, "v1", metadata);

    /// <summary>A component of another version of its type.</summary>
    public static string Of(string name, string type, string version, (string Name, string Value)[] metadata) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: {type}
          version: {version}
          metadata:
        {string.Join('\n', metadata.Select(item => $"  - name: {item.Name}\n    value: \"{item.Value}\""))}
        """;

    /// <summary>A secret store on a JSON file.</summary>
    public static string Secrets(string file, params (string Name, string Value)[] more) =>
        Of("secrets", "secretstores.local.file", [("secretsFile", file), .. more]);
}
