using System.Buffers.Binary;

namespace Mesh.Sidecar.Invocation;

/// <summary>Watches the length prefixes of gRPC messages that pass by in pieces, without looking into them.</summary>
internal struct MessageMeter(int messageSizeMax)
{
    private const int PrefixLength = 5;

    private long _bodyLeft;
    private int _prefixRead;
    private uint _length;

    /// <summary>Looks at the next piece.</summary>
    /// <returns>The size of the first message that is too large; null when there is none so far.</returns>
    public uint? Pass(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            if (_bodyLeft > 0)
            {
                var skipped = (int)Math.Min(_bodyLeft, piece.Length);
                _bodyLeft -= skipped;
                piece = piece[skipped..];
                continue;
            }

            piece = ReadPrefix(piece);
            if (_prefixRead == PrefixLength)
            {
                _prefixRead = 0;
                _bodyLeft = _length;
                if (_length > messageSizeMax)
                {
                    return _length;
                }
            }
        }

        return null;
    }

    /// <summary>One byte of flags, then the length, big endian.</summary>
    private ReadOnlySpan<byte> ReadPrefix(ReadOnlySpan<byte> piece)
    {
        if (_prefixRead == 0 && piece.Length >= PrefixLength)
        {
            _length = BinaryPrimitives.ReadUInt32BigEndian(piece[1..]);
            _prefixRead = PrefixLength;
            return piece[PrefixLength..];
        }

        _length = _prefixRead == 0 ? 0 : (_length << 8) | piece[0];
        _prefixRead++;
        return piece[1..];
    }
}
