namespace Mesh.Sidecar.Secrets;

/// <summary>Which secrets of a store an app may read.</summary>
/// <param name="StoreName">The store.</param>
/// <param name="IsDeniedByDefault">What holds for secrets in no list.</param>
/// <param name="Allowed">When not empty, only these may be read.</param>
/// <param name="Denied">These may not be read.</param>
internal sealed record SecretScope(string StoreName, bool IsDeniedByDefault, IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied)
{
    /// <summary>True when the secret may be read.</summary>
    public bool Allows(string secret) =>
        Allowed.Count > 0 ? Allowed.Contains(secret) : !Denied.Contains(secret) && !IsDeniedByDefault;
}
