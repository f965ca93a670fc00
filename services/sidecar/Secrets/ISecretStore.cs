namespace Mesh.Sidecar.Secrets;

/// <summary>A store of secrets, read only.</summary>
internal interface ISecretStore
{
    /// <summary>Gives a secret's entries; null when the store has no such secret.</summary>
    IReadOnlyDictionary<string, string>? Find(string name);

    /// <summary>Gives all secrets with their entries.</summary>
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All();
}
