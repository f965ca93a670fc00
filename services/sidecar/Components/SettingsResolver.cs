using Mesh.Sidecar.Secrets;

namespace Mesh.Sidecar.Components;

/// <summary>
/// Resolves secrets, environment variables and templates in a component's metadata. Unlike daprd, which goes on with an empty value or
/// silently leaves the component out, a secret that cannot be read ends the start.
/// </summary>
internal sealed class SettingsResolver(
    string appId, Func<string, string?> environment, Func<string, ISecretStore?> secretStore)
{
    /// <summary>Resolves all metadata of a component.</summary>
    public ComponentSettings Resolve(ComponentDefinition definition)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (var property in definition.Properties)
        {
            values[property.Name] = Templated(
                property.Secret is { } secret ? Secret(definition, property, secret)
                : property.Value is { Length: > 0 } value ? value
                : property.EnvironmentVariable is { } variable ? Variable(definition, property, variable)
                : "");
        }

        return new ComponentSettings(definition, values);
    }

    private string Secret(ComponentDefinition definition, ComponentProperty property, SecretReference secret)
    {
        if (definition.SecretStore is not { Length: > 0 } storeName)
        {
            throw definition.Location.Problem(
                definition.Name, $"metadata '{property.Name}' is a secretKeyRef but auth.secretStore is missing",
                "name a secret store there");
        }

        if (secretStore(storeName) is not { } store)
        {
            throw definition.Location.Problem(
                definition.Name, $"its secret store '{storeName}' does not exist",
                "add a component of that name or correct auth.secretStore");
        }

        return store.Find(secret.Name)?.GetValueOrDefault(secret.Key)
            ?? throw definition.Location.Problem(
                definition.Name,
                $"secret '{secret.Name}' with key '{secret.Key}' of metadata '{property.Name}' is not in secret store '{storeName}'",
                "add the secret");
    }

    private string Variable(ComponentDefinition definition, ComponentProperty property, string variable)
    {
        if (variable.StartsWith("DAPR_", StringComparison.Ordinal) || variable == "APP_API_TOKEN"
            || variable.Contains(' ', StringComparison.Ordinal))
        {
            throw definition.Location.Problem(
                definition.Name, $"envRef '{variable}' of metadata '{property.Name}' is not allowed", "use another variable");
        }

        return environment(variable) is { Length: > 0 } value
            ? value
            : throw definition.Location.Problem(
                definition.Name, $"environment variable {variable} of metadata '{property.Name}' is not set", "set it for the sidecar");
    }

    private string Templated(string value) =>
        value.Contains('{', StringComparison.Ordinal)
            ? value
                .Replace("{uuid}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
                .Replace("{podName}", environment("POD_NAME") ?? "", StringComparison.Ordinal)
                .Replace("{namespace}", $"{environment("NAMESPACE")}.{appId}", StringComparison.Ordinal)
                .Replace("{appID}", appId, StringComparison.Ordinal)
            : value;
}
