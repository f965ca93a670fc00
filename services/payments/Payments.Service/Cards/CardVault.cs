using System.Security.Cryptography;
using System.Text;

namespace Mesh.Payments.Service.Cards;

/// <summary>
/// Seals card numbers so that none is ever stored or logged in clear (PCI DSS 3.5), and fingerprints them so that the same card is
/// recognised. AES-256-GCM with a random nonce; HMAC-SHA-256. Safe for concurrent use. No card verification code ever reaches this service:
/// it must not be stored after authorization (PCI DSS 3.3.1), and a crash in between would force us to.
/// </summary>
public sealed class CardVault
{
    /// <summary>Length of both keys in bytes.</summary>
    public const int KeyBytes = 32;

    private const byte Version = 1;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[] sealingKey;
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
    }

    /// <summary>Seals a number: version, nonce, tag, ciphertext.</summary>
    public ReadOnlyMemory<byte> Seal(string number)
    {
        var plain = Encoding.ASCII.GetBytes(number);
        var box = new byte[1 + NonceBytes + TagBytes + plain.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(sealingKey, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(1 + NonceBytes + TagBytes), box.AsSpan(1 + NonceBytes, TagBytes), box.AsSpan(0, 1));
        return box;
    }

    /// <summary>Opens a sealed number.</summary>
    /// <exception cref="CryptographicException">It was sealed under another key, or is damaged.</exception>
    public string Open(ReadOnlyMemory<byte> sealedNumber)
    {
        var box = sealedNumber.Span;
        if (box.Length <= 1 + NonceBytes + TagBytes || box[0] != Version)
        {
            throw new CryptographicException("A sealed card number has an unknown form.");
        }

        var plain = new byte[box.Length - 1 - NonceBytes - TagBytes];
        using var aes = new AesGcm(sealingKey, TagBytes);
        aes.Decrypt(box.Slice(1, NonceBytes), box[(1 + NonceBytes + TagBytes)..], box.Slice(1 + NonceBytes, TagBytes), plain, box[..1]);
        return Encoding.ASCII.GetString(plain);
    }

    /// <summary>Gets 32 hexadecimal digits that are the same for the same number, and useless to anyone without the key.</summary>
    public string Fingerprint(string number) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(fingerprintKey, Encoding.ASCII.GetBytes(number)).AsSpan(0, 16));

    private static void RequireKey(byte[] key, string name)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException($"A key has {KeyBytes} bytes; this has {key.Length}.", name);
        }
    }
}
