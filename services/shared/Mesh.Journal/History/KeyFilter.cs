using System.Buffers.Binary;
using System.Diagnostics;

namespace Mesh.Journal.History;

/// <summary>
/// Says whether a key may be among those that it was built from: never no for one that is, and yes for one in 16,384 that is not. Takes
/// about two bytes a key. A binary fuse filter with three places a key and fingerprints of 14 bits (Graf and Lemire, "Binary Fuse
/// Filters: Fast and Smaller Than Xor Filters", 2022). The same keys give the same bytes.
/// </summary>
internal sealed class KeyFilter
{
    private const int FingerprintBits = 14;
    private const uint FingerprintMask = (1u << FingerprintBits) - 1;
    private const int TriesMax = 100;

    // A fingerprint is read as part of four bytes, so the last ones need bytes after them.
    private const int PaddingBytes = 4;

    private readonly byte[] fingerprints;
    private readonly ulong seed;
    private readonly Shape shape;

    private KeyFilter(Shape shape, ulong seed, byte[] fingerprints)
    {
        this.shape = shape;
        this.seed = seed;
        this.fingerprints = fingerprints;
    }

    /// <summary>What <see cref="Restore"/> needs beside the number of keys and <see cref="Bytes"/>.</summary>
    public ulong Seed => seed;

    /// <summary>The fingerprints.</summary>
    public ReadOnlyMemory<byte> Bytes => fingerprints;

    /// <summary>Builds the filter of different keys.</summary>
    /// <param name="keys">Keys in ascending order, each once; at least one.</param>
    public static KeyFilter Build(ReadOnlySpan<UInt128> keys)
    {
        var shape = Shape.For(keys.Length);
        var peeling = new Peeling(shape, keys.Length);
        for (ulong seed = 1; seed <= TriesMax; seed++)
        {
            if (peeling.TryOrder(keys, seed))
            {
                return new KeyFilter(shape, seed, Assign(shape, peeling));
            }
        }

        throw new UnreachableException($"{TriesMax} seeds gave no filter of {keys.Length} keys: are they different?");
    }

    /// <summary>Makes a filter again of what was stored.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of a filter of so many keys.</exception>
    public static KeyFilter Restore(int keyCount, ulong seed, byte[] bytes)
    {
        var shape = Shape.For(keyCount);
        return bytes.Length == ByteLength(shape)
            ? new KeyFilter(shape, seed, bytes)
            : throw new InvalidDataException($"A filter of {keyCount} keys has {ByteLength(shape)} bytes, not {bytes.Length}.");
    }

    /// <summary>Says whether a key may be among the keys.</summary>
    public bool MayContain(UInt128 key)
    {
        var hash = Hash(key, seed);
        var (first, second, third) = shape.PlacesOf(hash);
        return ((Read(first) ^ Read(second) ^ Read(third)) & FingerprintMask) == Fingerprint(hash);
    }

    private static byte[] Assign(Shape shape, Peeling peeling)
    {
        // Backwards: each key sets the one place that no key ordered after it touches.
        var filter = new KeyFilter(shape, seed: 0, new byte[ByteLength(shape)]);
        for (var index = peeling.Count - 1; index >= 0; index--)
        {
            var (hash, place) = peeling[index];
            var (first, second, third) = shape.PlacesOf(hash);
            var others = filter.Read(first) ^ filter.Read(second) ^ filter.Read(third) ^ filter.Read(place);
            filter.Write(place, Fingerprint(hash) ^ others);
        }

        return filter.fingerprints;
    }

    private uint Read(uint place)
    {
        var bit = (ulong)place * FingerprintBits;
        var word = BinaryPrimitives.ReadUInt32LittleEndian(fingerprints.AsSpan((int)(bit >> 3)));
        return (word >> (int)(bit & 7)) & FingerprintMask;
    }

    private void Write(uint place, uint value)
    {
        var bit = (ulong)place * FingerprintBits;
        var bytes = fingerprints.AsSpan((int)(bit >> 3));
        var shift = (int)(bit & 7);
        var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        word = (word & ~(FingerprintMask << shift)) | ((value & FingerprintMask) << shift);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
    }

    private static int ByteLength(Shape shape) => (int)(((long)shape.PlaceCount * FingerprintBits + 7) / 8) + PaddingBytes;

    private static uint Fingerprint(ulong hash) => (uint)((hash ^ (hash >> 32)) & FingerprintMask);

    private static ulong Hash(UInt128 key, ulong seed) => unchecked(Mix((ulong)key ^ Mix((ulong)(key >> 64) + seed)));

    /// <summary>The finalizer of MurmurHash3.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value ^= value >> 33;
            value *= 0xff51_afd7_ed55_8ccd;
            value ^= value >> 33;
            value *= 0xc4ce_b9fe_1a85_ec53;
            return value ^ (value >> 33);
        }
    }

    /// <summary>Where keys go: each to three places in three windows that follow each other.</summary>
    private readonly record struct Shape(uint WindowLength, uint WindowsLength)
    {
        private const uint WindowLengthMax = 1 << 18;
        private const int KeyCountMin = 2;

        public uint PlaceCount => WindowsLength + 2 * WindowLength;

        /// <summary>The sizes that the paper found to work for so many keys.</summary>
        public static Shape For(int keyCount)
        {
            var count = Math.Max(keyCount, KeyCountMin);
            var exponent = (int)Math.Floor(Math.Log(count) / Math.Log(3.33) + 2.25);
            var windowLength = Math.Min(1u << exponent, WindowLengthMax);
            var factor = Math.Max(1.125, 0.875 + 0.25 * Math.Log(1_000_000) / Math.Log(count));
            var placeCount = (uint)Math.Round(count * factor);
            var windowCount = (placeCount + windowLength - 1) / windowLength;
            return new Shape(windowLength, (windowCount > 2 ? windowCount - 2 : 1) * windowLength);
        }

        public (uint First, uint Second, uint Third) PlacesOf(ulong hash)
        {
            var first = (uint)Math.BigMul(hash, WindowsLength, out _);
            var mask = WindowLength - 1;
            var second = (first + WindowLength) ^ (uint)((hash >> 18) & mask);
            var third = (first + 2 * WindowLength) ^ (uint)(hash & mask);
            return (first, second, third);
        }
    }

    /// <summary>
    /// Finds an order in which each key has a place that no key after it needs: again and again takes a key that is alone at a place.
    /// </summary>
    private sealed class Peeling(Shape shape, int keyCount)
    {
        private readonly byte[] counts = new byte[shape.PlaceCount];
        private readonly ulong[] hashes = new ulong[shape.PlaceCount];
        private readonly (ulong Hash, uint Place)[] order = new (ulong, uint)[keyCount];
        private readonly Stack<uint> alone = new();

        public int Count => order.Length;

        public (ulong Hash, uint Place) this[int index] => order[index];

        /// <summary>False when some keys keep each other from being alone: another seed is needed.</summary>
        public bool TryOrder(ReadOnlySpan<UInt128> keys, ulong seed)
        {
            Array.Clear(counts);
            Array.Clear(hashes);
            alone.Clear();
            if (!TryFill(keys, seed))
            {
                return false;
            }

            for (var place = 0u; place < counts.Length; place++)
            {
                PushIfAlone(place);
            }

            return TakeAll() == order.Length;
        }

        private bool TryFill(ReadOnlySpan<UInt128> keys, ulong seed)
        {
            foreach (var key in keys)
            {
                var hash = Hash(key, seed);
                var (first, second, third) = shape.PlacesOf(hash);
                if (!TryPut(first, hash) || !TryPut(second, hash) || !TryPut(third, hash))
                {
                    return false;
                }
            }

            return true;
        }

        private int TakeAll()
        {
            var taken = 0;
            while (alone.TryPop(out var place))
            {
                if (counts[place] != 1)
                {
                    continue;
                }

                var hash = hashes[place];
                order[taken++] = (hash, place);
                var (first, second, third) = shape.PlacesOf(hash);
                Take(first, hash);
                Take(second, hash);
                Take(third, hash);
            }

            return taken;
        }

        private bool TryPut(uint place, ulong hash)
        {
            hashes[place] ^= hash;
            return ++counts[place] < byte.MaxValue;
        }

        private void Take(uint place, ulong hash)
        {
            counts[place]--;
            hashes[place] ^= hash;
            PushIfAlone(place);
        }

        private void PushIfAlone(uint place)
        {
            if (counts[place] == 1)
            {
                alone.Push(place);
            }
        }
    }
}
