using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Tests.Domain;

public sealed class WideAmountTests
{
    private static readonly UInt128[] Edges =
        [0, 1, 5, ulong.MaxValue, (UInt128)ulong.MaxValue + 1, UInt128.MaxValue - 1, UInt128.MaxValue];

    public static TheoryData<UInt128, UInt128> Pairs => [.. Edges.SelectMany(left => Edges, (left, right) => (left, right))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Arithmetic_AtTheEdges_IsThatOfNumbersWithoutBounds(UInt128 left, UInt128 right)
    {
        var factor = (ulong)(right & ulong.MaxValue);
        CheckIs((BigInteger)left + right, (WideAmount)left + right);
        CheckIs(left, (WideAmount)left + right - right);
        CheckIs((BigInteger)left * factor, WideAmount.Product(left, factor));
        CheckIs((BigInteger)left * factor + right, WideAmount.Product(left, factor) + right);
        Assert.Equal(left.CompareTo(right), ((WideAmount)left).CompareTo(right));
        Assert.Equal(1.CompareTo(left > 0 ? 0 : 1), (WideAmount.Product(left, 2) + left).CompareTo(WideAmount.Product(left, 2)));
    }

    [Fact]
    public void Product_OfAnyNumbers_IsExact() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true),
        Prop.ForAll<ulong, ulong, ulong>((high, low, factor) =>
        {
            var amount = new UInt128(high, low);
            CheckIs((BigInteger)amount * factor, WideAmount.Product(amount, factor));
        }));

    [Fact]
    public void Arithmetic_BeyondItsEnds_Throws()
    {
        var largest = new WideAmount(ulong.MaxValue, UInt128.MaxValue);

        Assert.Throws<OverflowException>(() => largest + UInt128.One);
        Assert.Throws<OverflowException>(() => (WideAmount)UInt128.Zero - UInt128.One);
        Assert.Throws<OverflowException>(() => new WideAmount(1, 0) - new WideAmount(1, 1));
    }

    private static void CheckIs(BigInteger expected, WideAmount actual)
    {
        Assert.Equal(expected, ((BigInteger)actual.High << 128) + actual.Low);
        Assert.Equal($"{expected}", actual.ToString());
    }
}
