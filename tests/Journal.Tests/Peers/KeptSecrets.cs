using Mesh.Dapr;
using Mesh.Dapr.Secrets;

namespace Mesh.Journal.Tests.Peers;

/// <summary>A secret store of a few values.</summary>
internal sealed class KeptSecrets(params (string Name, string Value)[] values) : ISecretStore
{
    /// <inheritdoc/>
    public Task<string> GetAsync(string name, string key, CancellationToken cancellationToken) =>
        values.FirstOrDefault(kept => kept.Name == name) is { Value: { } value }
            ? Task.FromResult(value)
            : throw new SecretStoreException(DaprFailure.Rejected, $"there is no secret '{name}'");
}
