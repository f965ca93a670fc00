namespace Mesh.Dapr.Tests.Local;

/// <summary>Component documents for a local run.</summary>
internal static class Components
{
    /// <summary>One of each kind, in memory where there is a choice.</summary>
    public static string All => string.Join(
        "---\n",
        Of("statestore", "state.in-memory", ("actorStateStore", "true")),
        Of("pubsub", "pubsub.in-memory"),
        Of("secrets", "secretstores.local.file", ("secretsFile", "secrets.json")),
        Of("locks", "lock.in-memory"));

    public static string Of(string name, string type, params (string Name, string Value)[] metadata)
    {
        var lines = metadata.Select(item => $"    - name: {item.Name}\n      value: \"{item.Value}\"\n");
        return $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: {name}
            spec:
              type: {type}
              version: v1
              metadata:{(metadata.Length == 0 ? " []\n" : "\n" + string.Concat(lines))}
            """;
    }
}
