using System.Security.Cryptography;
using System.Text;
using Grpc.Core;

namespace Mesh.Dapr.Connection;

/// <summary>
/// Recognises calls that came through the app's own sidecar: it puts <c>APP_API_TOKEN</c> into the metadata and removes whatever the caller
/// put there. This proves the sidecar, not the caller: who may call what is the sidecar's access policy (with mTLS).
/// </summary>
public sealed class AppApiToken
{
    private readonly byte[]? _expectedHash;

    /// <summary>Makes the check.</summary>
    /// <param name="token">The token; null when the app demands none.</param>
    public AppApiToken(string? token) => _expectedHash = token is null ? null : Hash(token);

    /// <summary>False when the app demands no token, so that a call from the sidecar cannot be told from any other.</summary>
    public bool IsRequired => _expectedHash is not null;

    /// <summary>
    /// True when no token is demanded, or when the metadata shows the right one, exactly once. Takes the same time for every wrong token.
    /// </summary>
    public bool IsShownIn(Metadata headers)
    {
        if (_expectedHash is null)
        {
            return true;
        }

        var shown = headers.GetAll(DaprHeaders.ApiToken).ToList();
        return shown.Count == 1 && !shown[0].IsBinary && CryptographicOperations.FixedTimeEquals(Hash(shown[0].Value), _expectedHash);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
