using System.Globalization;
using Mesh.Kernel;

namespace Mesh.Kernel.Tests;

public sealed class Id128Tests
{
    [Theory]
    [InlineData("0190a5b0-1234-7abc-8def-0123456789ab")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("ffffffff-ffff-ffff-ffff-fffffffffffe")]
    public void TryParse_CanonicalText_RoundTrips(string text)
    {
        Assert.True(Id128.TryParse(text, out var id));

        Assert.Equal(text, id.ToString());
        Assert.Equal(text.Replace("-", "", StringComparison.Ordinal), id.ToHex());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0190a5b0123474bc8def0123456789ab")]
    [InlineData("{0190a5b0-1234-7abc-8def-0123456789ab}")]
    [InlineData(" 0190a5b0-1234-7abc-8def-0123456789ab")]
    [InlineData("0190a5b0-1234-7abc-8def-0123456789ag")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(Id128.TryParse(text, out _));

    [Fact]
    public void Write_ThenRead_GivesTheSameIdentifierMostSignificantByteFirst()
    {
        var id = new Id128(UInt128.Parse("0102030405060708090a0b0c0d0e0f10", NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var bytes = new byte[Id128.ByteLength];

        id.Write(bytes);

        Assert.Equal(Enumerable.Range(1, 16).Select(value => (byte)value), bytes);
        Assert.Equal(id, Id128.Read(bytes));
    }

    [Fact]
    public void Derive_SameWords_GivesTheSameIdentifierForEver() =>
        Assert.Equal("bef3ceac-1e88-c962-6e57-3b8204891210", Id128.Derive("payment", "acme", "r1").ToString());

    [Fact]
    public void Derive_WordsCutElsewhere_GivesAnotherIdentifier() =>
        Assert.NotEqual(Id128.Derive("ab", "c"), Id128.Derive("a", "bc"));

    [Fact]
    public void GetHashCode_IdsWhoseHalvesFoldToTheSame_SpreadAllTheSame()
    {
        var ids = Enumerable.Range(1, 1_000).Select(number => new Id128(new UInt128(0, ((ulong)number << 32) | (uint)number)));

        var hashes = ids.Select(id => id.GetHashCode()).Distinct().Count();

        Assert.InRange(hashes, 990, 1_000);
    }
}
