namespace Mesh.Dapr.Secrets;

/// <summary>One Dapr secret store.</summary>
public interface ISecretStore
{
    /// <summary>Reads one value of a secret.</summary>
    /// <param name="name">The secret's name: the (flattened) key of a secrets file, a variable's name, the name of a Kubernetes
    /// Secret.</param>
    /// <param name="key">The entry within it; the same as <paramref name="name"/> on stores whose secrets have one value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value, never empty.</returns>
    /// <exception cref="SecretStoreException">
    /// The call failed, or the secret is absent or empty (the environment store answers a missing variable with an empty text).
    /// </exception>
    Task<string> GetAsync(string name, string key, CancellationToken cancellationToken);
}
