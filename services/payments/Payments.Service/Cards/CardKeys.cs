using System.Security.Cryptography;
using Mesh.Dapr.Secrets;

namespace Mesh.Payments.Service.Cards;

/// <summary>Brings the vault's keys from the secret store.</summary>
internal static class CardKeys
{
    private const string SealingKey = "card-sealing-key";
    private const string FingerprintKey = "card-fingerprint-key";

    /// <summary>Reads both keys and opens the vault.</summary>
    /// <exception cref="CryptographicException">A secret is not 32 bytes in base64; says which and how to make one.</exception>
    public static CardVault Open(ISecretStore secrets) => new(Read(secrets, SealingKey), Read(secrets, FingerprintKey));

    private static byte[] Read(ISecretStore secrets, string name)
    {
        // At start only: nothing else can be done before the keys are here.
        var text = secrets.GetAsync(name, name, CancellationToken.None).GetAwaiter().GetResult();
        var key = new byte[CardVault.KeyBytes];
        return Convert.TryFromBase64String(text, key, out var length) && length == key.Length
            ? key
            : throw new CryptographicException(
                $"secret '{name}' is not {CardVault.KeyBytes} bytes in base64: make one with `openssl rand -base64 32`.");
    }
}
