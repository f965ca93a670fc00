using System.Collections;
using Mesh.Sidecar.Components;

namespace Mesh.Sidecar.Secrets;

/// <summary>
/// The type <c>secretstores.local.env</c>: the sidecar's own environment variables. Names that are the sidecar's own read as empty.
/// </summary>
internal sealed class EnvironmentSecretStore(ComponentSettings settings, Func<string, string?> environment) : ISecretStore
{
    private readonly string _prefix = settings.Text("prefix") ?? "";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Find(string name) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [name] = IsReserved(_prefix + name) ? "" : environment(_prefix + name) ?? "",
        };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All()
    {
        Dictionary<string, IReadOnlyDictionary<string, string>> secrets = new(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(_prefix, StringComparison.Ordinal) && !IsReserved(name))
            {
                secrets[name[_prefix.Length..]] = Find(name[_prefix.Length..]);
            }
        }

        return secrets;
    }

    private static bool IsReserved(string name) =>
        name.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) || name.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase);
}
