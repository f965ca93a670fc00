using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel;

namespace Mesh.Payments.Service.Cards;

/// <summary>
/// Seals card numbers so that none is ever stored or logged in clear (PCI DSS 3.5), and fingerprints them so that the same card is
/// recognised. AES-256-GCM with a random nonce; HMAC-SHA-256. Safe for concurrent use. No card verification code ever reaches this service:
/// it must not be stored after authorization (PCI DSS 3.3.1), and a crash in between would force us to.
/// </summary>
/// <remarks>
/// A box is bound to the payment that it was sealed for: moved to another one it does not open. It names its key, so that an operator who
/// changed keys is told so, and not that the box is damaged. Layout: version (1 byte), key id (4), nonce (12), tag (16), ciphertext.
/// With random nonces one key is good for 2^32 seals (NIST SP 800-38D, 8.3).
/// </remarks>
public sealed class CardVault
{
    /// <summary>Length of both keys in bytes.</summary>
    public const int KeyBytes = 32;

    private const byte Version = 1;
    private const int KeyIdBytes = 4;
    private const int HeadBytes = 1 + KeyIdBytes;
    private const int FingerprintBytes = 16;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[] sealingKey;
    private readonly byte[] keyId;
    private readonly byte[] fingerprintKey;

    /// <summary>Makes a vault.</summary>
    /// <param name="sealingKey">32 random bytes. Losing it makes operations in progress unresumable.</param>
    /// <param name="fingerprintKey">32 random bytes, other ones. Changing it makes every card look new.</param>
    public CardVault(byte[] sealingKey, byte[] fingerprintKey)
    {
        RequireKey(sealingKey, nameof(sealingKey));
        RequireKey(fingerprintKey, nameof(fingerprintKey));
        this.sealingKey = sealingKey;
        this.fingerprintKey = fingerprintKey;
        keyId = SHA256.HashData(sealingKey)[..KeyIdBytes];
    }

    /// <summary>Seals a number for one payment.</summary>
    public ReadOnlyMemory<byte> Seal(string number, string tenant, Id128 requestId)
    {
        var plain = Encoding.ASCII.GetBytes(number);
        var box = new byte[HeadBytes + NonceBytes + TagBytes + plain.Length];
        box[0] = Version;
        keyId.CopyTo(box.AsSpan(1));
        var nonce = box.AsSpan(HeadBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(sealingKey, TagBytes);
        aes.Encrypt(
            nonce, plain, box.AsSpan(HeadBytes + NonceBytes + TagBytes), box.AsSpan(HeadBytes + NonceBytes, TagBytes),
            Binding(box, tenant, requestId));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <summary>Opens a number that was sealed for this payment.</summary>
    /// <exception cref="CryptographicException">It was sealed under another key or for another payment, or is damaged.</exception>
    public string Open(ReadOnlyMemory<byte> sealedNumber, string tenant, Id128 requestId)
    {
        var box = sealedNumber.Span;
        if (box.Length <= HeadBytes + NonceBytes + TagBytes || box[0] != Version)
        {
            throw new CryptographicException("A sealed card number has an unknown form.");
        }

        if (!box.Slice(1, KeyIdBytes).SequenceEqual(keyId))
        {
            throw new CryptographicException(
                $"A card number is sealed under key {Convert.ToHexStringLower(box.Slice(1, KeyIdBytes))}, but the secret store has "
                + $"{Convert.ToHexStringLower(keyId)}.");
        }

        var plain = new byte[box.Length - HeadBytes - NonceBytes - TagBytes];
        using var aes = new AesGcm(sealingKey, TagBytes);
        aes.Decrypt(
            box.Slice(HeadBytes, NonceBytes),
            box[(HeadBytes + NonceBytes + TagBytes)..],
            box.Slice(HeadBytes + NonceBytes, TagBytes),
            plain,
            Binding(box, tenant, requestId));
        var number = Encoding.ASCII.GetString(plain);
        CryptographicOperations.ZeroMemory(plain);
        return number;
    }

    /// <summary>
    /// Gets 32 hexadecimal digits that are the same for the same number within a tenant, and useless to anyone without the key. Tenants
    /// cannot compare their customers by it.
    /// </summary>
    public string Fingerprint(string tenant, string number) => Convert.ToHexStringLower(
        HMACSHA256.HashData(fingerprintKey, Encoding.UTF8.GetBytes($"{tenant}\n{number}")).AsSpan(0, FingerprintBytes));

    // Authenticated with the ciphertext, but not part of it.
    private static byte[] Binding(ReadOnlySpan<byte> box, string tenant, Id128 requestId) =>
        [.. box[..HeadBytes], .. Encoding.UTF8.GetBytes($"{tenant}\n{requestId}")];

    private static void RequireKey(byte[] key, string name)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException($"A key has {KeyBytes} bytes; this has {key.Length}.", name);
        }
    }
}
