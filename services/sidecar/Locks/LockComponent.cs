namespace Mesh.Sidecar.Locks;

/// <summary>A lock store under the name that an app uses.</summary>
/// <param name="Store">The store behind it.</param>
/// <param name="Prefix">The middle part of its keys; null for none.</param>
internal sealed record LockComponent(ILockStore Store, string? Prefix)
{
    private const string Separator = "||";

    /// <summary>The middle part that a component's <c>keyPrefix</c> names: by default each app has locks of its own.</summary>
    public static string? PrefixOf(string? strategy, string appId, string componentName) => strategy?.ToLowerInvariant() switch
    {
        null or "" or "appid" => appId,
        "name" => componentName,
        "none" => null,
        var literal => literal,
    };

    /// <summary>The key of a resource in the store.</summary>
    /// <exception cref="LockException">The resource's name contains the separator.</exception>
    public string Key(string resource) =>
        resource.Contains(Separator, StringComparison.Ordinal)
            ? throw new LockException($"input key/keyPrefix '{resource}' can't contain '{Separator}'")
            : Prefix is null ? $"lock{Separator}{resource}" : $"lock{Separator}{Prefix}{Separator}{resource}";
}
