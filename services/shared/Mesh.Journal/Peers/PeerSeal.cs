using System.Buffers.Binary;
using System.Security.Cryptography;
using Mesh.Kernel;

namespace Mesh.Journal.Peers;

/// <summary>
/// Seals the messages of one direction of a link and checks those of the other: HMAC-SHA-256 by a key that only the replicas of the service
/// have. The nonces of both sides go into every seal, and the messages are numbered, so nothing can be left out, repeated, moved to another
/// link or held back for long. Not safe for use by two threads at once.
/// </summary>
/// <param name="direction">0 from the caller to the peer, 1 back.</param>
/// <param name="time">The clock.</param>
internal sealed class PeerSeal(byte direction, TimeProvider time)
{
    private const int NumberBytes = sizeof(ulong);

    private byte[] nonces = [];
    private ulong next;

    /// <summary>Takes note of the nonces that both sides know from now on.</summary>
    public void Know(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => nonces = [.. first, .. second];

    /// <summary>Numbers, dates and seals the next message.</summary>
    public (ulong Number, long TimeUnixNanos, byte[] Seal) Close(byte[] key, ReadOnlySpan<byte> content)
    {
        var number = next++;
        var now = Moment.From(time.GetUtcNow()).UnixNanos;
        return (number, now, Compute(key, number, now, content));
    }

    /// <summary>Checks the next message.</summary>
    /// <param name="keys">The keys that are valid now.</param>
    /// <param name="number">Number that it carries.</param>
    /// <param name="timeUnixNanos">Time that it carries.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="seal">Its seal.</param>
    /// <returns>What is wrong with it; none when it may be read.</returns>
    public SealProblem Check(
        IReadOnlyList<byte[]> keys, ulong number, long timeUnixNanos, ReadOnlySpan<byte> content, ReadOnlySpan<byte> seal)
    {
        // The seal first: nothing is said about a message that a stranger has made.
        var isSealed = false;
        foreach (var key in keys)
        {
            isSealed |= CryptographicOperations.FixedTimeEquals(Compute(key, number, timeUnixNanos, content), seal);
        }

        if (!isSealed)
        {
            return SealProblem.WrongSeal;
        }

        var age = time.GetUtcNow() - new Moment(timeUnixNanos).ToDateTimeOffset();
        if (age.Duration() > PeerLimits.ClockDifferenceMax)
        {
            return SealProblem.WrongTime;
        }

        return number == next++ ? SealProblem.None : SealProblem.WrongNumber;
    }

    private byte[] Compute(byte[] key, ulong number, long timeUnixNanos, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> head = stackalloc byte[1 + NumberBytes + NumberBytes];
        head[0] = direction;
        BinaryPrimitives.WriteUInt64BigEndian(head[1..], number);
        BinaryPrimitives.WriteInt64BigEndian(head[(1 + NumberBytes)..], timeUnixNanos);
        hash.AppendData("mesh-peer-link/1"u8);
        hash.AppendData(head[..1]);
        hash.AppendData(nonces);
        hash.AppendData(head[1..]);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
