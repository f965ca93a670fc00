using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>
/// Two linked legs through the exchanger's accounts: customer 1 and exchanger 2 in EUR, exchanger 3 and customer 4 in JPY.
/// </summary>
public sealed class ExchangeTests
{
    private readonly LedgerRun ledger = new();

    public ExchangeTests() => ledger.Create(
        Some.Account(1, limit: BalanceLimit.DebitsMustNotExceedCredits) with { OverdraftLimit = 1_000 },
        Some.Account(2), Some.Account(3, "JPY"), Some.Account(4, "JPY"));

    [Theory]
    [InlineData(4, 16325, 10_000, Rounding.Down, 6)]
    [InlineData(4, 16325, 10_000, Rounding.Up, 7)]
    [InlineData(4, 16325, 10_000, Rounding.HalfUp, 7)]
    [InlineData(4, 16325, 10_000, Rounding.HalfEven, 7)]
    [InlineData(5, 1, 2, Rounding.Down, 2)]
    [InlineData(5, 1, 2, Rounding.Up, 3)]
    [InlineData(5, 1, 2, Rounding.HalfUp, 3)]
    [InlineData(5, 1, 2, Rounding.HalfEven, 2)]
    [InlineData(7, 1, 2, Rounding.HalfEven, 4)]
    [InlineData(7, 3, 1, Rounding.HalfEven, 21)]
    [InlineData(7, 1, 3, Rounding.HalfUp, 2)]
    [InlineData(8, 1, 3, Rounding.HalfEven, 3)]
    public void Exchange_AtARate_TakesTheRoundedAmountAndNoOther(
        int taken, int numerator, int denominator, Rounding rounding, int given)
    {
        var id = 10;
        foreach (var amount in Enumerable.Range(given - 1, 3).Where(amount => amount > 0))
        {
            var second = Some.Single(id++, 3, 4, (UInt128)amount).At((ulong)numerator, (ulong)denominator, rounding);
            var statuses = ledger.Create(Some.Single(id++, 1, 2, (UInt128)taken).Linked(), second).Select(result => result.Status);

            Assert.Equal(
                amount == given
                    ? [TransferStatus.Created, TransferStatus.Created]
                    : [TransferStatus.LinkedTransferFailed, TransferStatus.ExchangeAmountMismatch],
                statuses);
        }

        Assert.Equal(new Balances((UInt128)taken, 0, 0, 0), ledger.BalancesOf(1));
        Assert.Equal(new Balances(0, (UInt128)given, 0, 0), ledger.BalancesOf(4));
        Assert.Empty(LedgerInvariants.Check(ledger.State));
        Assert.Equal(ledger.Digest, LedgerDigest.Of(ledger.Replay()));
    }

    /// <summary>Against numbers without bounds, and a rounding that divides.</summary>
    [Fact]
    public void Rate_OfAnyAmounts_GivesExactlyOneAmount() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2_000),
        Prop.ForAll<(ulong High, ulong Low), ulong, ulong>((amount, numerator, denominator) =>
        {
            var (high, low) = amount;
            var taken = new UInt128(high % 3 == 0 ? high : 0, low);
            foreach (var rounding in Enum.GetValues<Rounding>())
            {
                var rate = new ExchangeRate(numerator % 7 == 0 ? numerator + 1 : 1 + numerator % 9, 1 + denominator % 8, rounding);
                var expected = Rounded((BigInteger)taken * rate.Numerator, rate.Denominator, rounding);
                for (var given = BigInteger.Max(expected - 2, 0); given <= expected + 2 && given < BigInteger.One << 128; given++)
                {
                    Assert.Equal(given == expected, rate.Gives(taken, (UInt128)given));
                }
            }
        }));

    [Fact]
    public void Exchange_BeyondEveryNumber_IsAMismatch() => Assert.Equal(
        [TransferStatus.LinkedTransferFailed, TransferStatus.ExchangeAmountMismatch],
        ledger.Create(
            Some.Single(10, 2, 1, UInt128.MaxValue).Linked(),
            Some.Single(11, 3, 4, UInt128.MaxValue).At(ulong.MaxValue, 1, Rounding.Up)).Select(result => result.Status));

    [Fact]
    public void Exchange_OfOneAsset_IsRefused() => Assert.Equal(
        [TransferStatus.LinkedTransferFailed, TransferStatus.ExchangeAssetsMustDiffer],
        ledger.Create(Some.Single(10, 2, 1, 6).Linked(), Some.Single(11, 2, 1, 3).At(1, 3)).Select(result => result.Status));

    [Fact]
    public void Exchange_WithoutAFirstLeg_IsRefused() =>
        Assert.Equal(TransferStatus.ExchangeAmountMismatch, ledger.StatusOf(Some.Single(10, 3, 4, 3).At(1, 1)));

    /// <summary>Everything else that is wrong comes first.</summary>
    [Fact]
    public void Exchange_FromAFrozenAccount_SaysSo()
    {
        ledger.Update(Some.Update(90, 3, isFrozen: true));

        Assert.Equal(
            TransferStatus.DebitAccountFrozen,
            ledger.Create(Some.Single(10, 2, 1, 6).Linked(), Some.Single(11, 3, 4, 9).At(1, 1))[1].Status);
    }

    /// <summary>What is moved counts, not what was asked for.</summary>
    [Fact]
    public void Exchange_OfAllThatIsThere_GoesByTheAmountMoved()
    {
        var statuses = ledger.Create(
            Some.Single(10, 1, 2, 5_000).With(TransferFlags.BalancingDebit).Linked(),
            Some.Single(11, 3, 4, 2_000).At(2, 1).Linked(),
            Some.Single(12, 2, 1, 1)).Select(result => result.Status);

        Assert.All(statuses, status => Assert.Equal(TransferStatus.Created, status));
        Assert.Equal((UInt128)2_000, ledger.BalancesOf(4).CreditsPosted);
    }

    [Fact]
    public void Exchange_HeldAndPostedInParts_KeepsTheRateInEach()
    {
        Assert.All(
            ledger.Create(Some.Pending(10, 1, 2, 100).Linked(), Some.Pending(11, 3, 4, 150).At(3, 2)),
            result => Assert.Equal(TransferStatus.Created, result.Status));

        Assert.Equal(
            [TransferStatus.LinkedTransferFailed, TransferStatus.ExchangeAmountMismatch],
            ledger.Create(Some.Post(12, 10, 50).Linked(), Some.Post(13, 11, 76).At(3, 2)).Select(result => result.Status));
        Assert.All(
            ledger.Create(Some.Post(14, 10, 50, final: true).Linked(), Some.Post(15, 11, 75, final: true).At(3, 2)),
            result => Assert.Equal(TransferStatus.Created, result.Status));
    }

    [Fact]
    public void Exchange_Repeated_IsComparedByItsRate()
    {
        TransferTerms[] legs = [Some.Single(10, 1, 2, 6).Linked(), Some.Single(11, 3, 4, 9).At(3, 2)];
        ledger.Create(legs);

        Assert.All(ledger.Create(legs), result => Assert.Equal((TransferStatus.Exists, true), (result.Status, result.Replayed)));
        Assert.Equal(TransferStatus.ExistsWithDifferentExchangeRate, ledger.StatusOf(legs[1].At(6, 4)));
        Assert.Equal(TransferStatus.ExistsWithDifferentExchangeRate, ledger.StatusOf(legs[1] with { Exchange = null }));
    }

    private static BigInteger Rounded(BigInteger numerator, BigInteger denominator, Rounding rounding)
    {
        var whole = BigInteger.DivRem(numerator, denominator, out var rest);
        var isMore = rounding switch
        {
            Rounding.Down => false,
            Rounding.Up => rest > 0,
            Rounding.HalfUp => rest * 2 >= denominator,
            _ => rest * 2 > denominator || (rest * 2 == denominator && !whole.IsEven),
        };
        return isMore ? whole + 1 : whole;
    }
}
