namespace Mesh.Sidecar.State;

/// <summary>How an app's keys are stored: <c>prefix||key</c>, or the bare key (contract 2.1).</summary>
internal sealed class StateKeys
{
    private const string Separator = "||";

    private readonly string _prefix;

    private StateKeys(string? prefix) => _prefix = prefix is null ? "" : prefix + Separator;

    /// <summary>Makes the strategy that a component's <c>keyPrefix</c> names.</summary>
    /// <param name="strategy">The metadata value; null when absent. It is compared and used in lower case.</param>
    /// <param name="appId">The app.</param>
    /// <param name="componentName">The component.</param>
    /// <param name="deployedNamespace">The environment's <c>NAMESPACE</c>; null or empty when there is none.</param>
    public static StateKeys Of(string? strategy, string appId, string componentName, string? deployedNamespace) =>
        new(strategy?.ToLowerInvariant() switch
        {
            null or "appid" => appId,
            "namespace" => string.IsNullOrEmpty(deployedNamespace) ? appId : $"{deployedNamespace}.{appId}",
            "name" => componentName,
            "none" => null,
            var literal => literal,
        });

    /// <summary>True when neither the key nor the prefix contains the separator.</summary>
    public bool IsLegal(string key) =>
        !key.Contains(Separator, StringComparison.Ordinal)
        && (_prefix.Length == 0 || _prefix.IndexOf(Separator, StringComparison.Ordinal) == _prefix.Length - Separator.Length);

    /// <summary>The key in the store.</summary>
    public string Stored(string key) => _prefix.Length == 0 ? key : _prefix + key;

    /// <summary>The app's key: what follows the first separator.</summary>
    public static string Original(string stored)
    {
        var at = stored.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? stored : stored[(at + Separator.Length)..];
    }
}
