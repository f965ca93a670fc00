using System.Security.Cryptography;
using Mesh.Journal.History;

namespace Mesh.Journal.Tests.History;

public sealed class KeyFilterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(1_000)]
    [InlineData(65_536)]
    [InlineData(300_000)]
    public void MayContain_EveryKeyItWasBuiltFrom_IsYes(int count)
    {
        var keys = Keys(count, from: 0);

        var filter = KeyFilter.Build(keys);

        Assert.All(keys, key => Assert.True(filter.MayContain(key)));
    }

    /// <summary>One in 16,384 is expected: about 12 of 200,000; 40 would be beyond eight standard deviations.</summary>
    [Fact]
    public void MayContain_OtherKeys_IsAlmostAlwaysNo()
    {
        var filter = KeyFilter.Build(Keys(65_536, from: 0));

        Assert.InRange(Keys(200_000, from: 1_000_000).Count(filter.MayContain), 0, 40);
    }

    [Fact]
    public void Bytes_OfAMillionKeys_AreAtMostTwoAKey()
    {
        var filter = KeyFilter.Build(Keys(1_048_576, from: 0));

        Assert.InRange(filter.Bytes.Length, 1, 2 * 1_048_576);
    }

    [Fact]
    public void Restore_OfItsBytes_AnswersTheSame()
    {
        var keys = Keys(5_000, from: 0);
        var filter = KeyFilter.Build(keys);

        var restored = KeyFilter.Restore(keys.Length, filter.Seed, filter.Bytes.ToArray());

        Assert.All(Keys(20_000, from: 0), key => Assert.Equal(filter.MayContain(key), restored.MayContain(key)));
    }

    [Fact]
    public void Restore_OfOtherBytes_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => KeyFilter.Restore(keyCount: 5_000, seed: 1, new byte[10]));

    [Fact]
    public void Build_TheSameKeys_GivesTheSameBytes()
    {
        var keys = Keys(5_000, from: 0);

        Assert.Equal(KeyFilter.Build(keys).Bytes.ToArray(), KeyFilter.Build(keys).Bytes.ToArray());
    }

    /// <summary>Keys that follow each other closely, as counters do, and keys that are spread: every other one.</summary>
    private static UInt128[] Keys(int count, int from)
    {
        var keys = new UInt128[count];
        for (var index = 0; index < count; index++)
        {
            var number = (UInt128)(from + index);
            keys[index] = index % 2 == 0
                ? number + 1
                : System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(BitConverter.GetBytes(from + index)));
        }

        Array.Sort(keys);
        return keys;
    }
}
