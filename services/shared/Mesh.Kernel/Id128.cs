using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Kernel;

/// <summary>
/// A 128-bit identifier. Written as a UUID: 8-4-4-4-12 lower-case hexadecimal digits. Neither all zeros nor all ones is a valid identifier.
/// </summary>
/// <param name="Value">The bits; the first hexadecimal digit of the text is the most significant.</param>
public readonly record struct Id128(UInt128 Value) : IComparable<Id128>
{
    /// <summary>Length of the stored form in bytes.</summary>
    public const int ByteLength = 16;

    private const int TextLength = 36;

    /// <summary>True for a value that may name something.</summary>
    public bool IsValid => Value != UInt128.MinValue && Value != UInt128.MaxValue;

    /// <summary>Reads a UUID in canonical text, in either case. Refuses braces, blanks, all zeros and all ones.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Id128 id)
    {
        if (text.Length == TextLength && Guid.TryParseExact(text, "D", out var guid))
        {
            Span<byte> bytes = stackalloc byte[ByteLength];
            guid.TryWriteBytes(bytes, bigEndian: true, out _);
            id = Read(bytes);
            return id.IsValid;
        }

        id = default;
        return false;
    }

    /// <summary>Reads the stored form: 16 big-endian bytes.</summary>
    public static Id128 Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>
    /// Derives an identifier from words: the first 16 bytes of SHA-256 over each word's UTF-8 length (4 big-endian bytes) and bytes.
    /// The same words give the same identifier for ever; this is how a retry finds what its first try made.
    /// </summary>
    public static Id128 Derive(params ReadOnlySpan<string> words)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var word in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Read(digest);
    }

    /// <summary>Writes the stored form: 16 big-endian bytes.</summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>32 lower-case hexadecimal digits without dashes.</summary>
    public string ToHex() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Canonical UUID text.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        Write(bytes);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>
    /// Hash for tables. Identifiers are made by clients: each quarter goes through the process's own seed, so that nobody can choose
    /// many that collide. (The hash of the base library folds each half without a seed first.)
    /// </summary>
    public override int GetHashCode()
    {
        var (high, low) = ((ulong)(Value >> 64), unchecked((ulong)Value));
        return unchecked(HashCode.Combine((int)high, (int)(high >> 32), (int)low, (int)(low >> 32)));
    }

    /// <inheritdoc/>
    public int CompareTo(Id128 other) => Value.CompareTo(other.Value);

    public static bool operator <(Id128 left, Id128 right) => left.Value < right.Value;

    public static bool operator >(Id128 left, Id128 right) => left.Value > right.Value;

    public static bool operator <=(Id128 left, Id128 right) => left.Value <= right.Value;

    public static bool operator >=(Id128 left, Id128 right) => left.Value >= right.Value;
}
