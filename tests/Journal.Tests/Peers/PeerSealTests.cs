using System.Text;
using Mesh.Journal.Peers;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Journal.Tests.Peers;

public sealed class PeerSealTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("a key of the secret store");
    private static readonly byte[] OtherKey = Encoding.UTF8.GetBytes("another key of the secret store");
    private static readonly byte[] Content = [1, 2, 3];
    private static readonly byte[] Nonces = [7, 8, 9];

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Check_WhatWasSealed_IsAccepted()
    {
        var (sender, receiver) = (New(), New());

        Assert.Equal(SealProblem.None, Pass(sender, receiver, [Key]));
        Assert.Equal(SealProblem.None, Pass(sender, receiver, [Key]));
    }

    [Fact]
    public void Check_EitherOfTwoKeys_IsAccepted()
    {
        var (sender, receiver) = (New(), New());

        Assert.Equal(SealProblem.None, Pass(sender, receiver, [OtherKey, Key]));
        Assert.Equal(SealProblem.None, Pass(sender, receiver, [Key, OtherKey]));
    }

    [Fact]
    public void Check_KeyThatIsNotValid_IsRefused() =>
        Assert.Equal(SealProblem.WrongSeal, Pass(New(), New(), [OtherKey]));

    [Fact]
    public void Check_NoKeyIsValid_IsRefused() => Assert.Equal(SealProblem.WrongSeal, Pass(New(), New(), []));

    [Fact]
    public void Check_ChangedContent_IsRefused()
    {
        var (number, at, seal) = New().Close(Key, Content);

        Assert.Equal(SealProblem.WrongSeal, New().Check([Key], number, at, [1, 2, 4], seal));
    }

    [Fact]
    public void Check_ChangedTime_IsRefused()
    {
        var (number, at, seal) = New().Close(Key, Content);

        Assert.Equal(SealProblem.WrongSeal, New().Check([Key], number, at + 1, Content, seal));
    }

    [Fact]
    public void Check_MessageOfAnotherLink_IsRefused()
    {
        var (sender, receiver) = (New(), New());
        receiver.Know([7, 8], [10]);

        Assert.Equal(SealProblem.WrongSeal, Pass(sender, receiver, [Key]));
    }

    [Fact]
    public void Check_MessageOfTheOtherDirection_IsRefused() =>
        Assert.Equal(SealProblem.WrongSeal, Pass(new PeerSeal(direction: 1, time), new PeerSeal(direction: 0, time), [Key]));

    [Fact]
    public void Check_RepeatedMessage_IsRefused()
    {
        var receiver = New();
        var (number, at, seal) = New().Close(Key, Content);
        receiver.Check([Key], number, at, Content, seal);

        Assert.Equal(SealProblem.WrongNumber, receiver.Check([Key], number, at, Content, seal));
    }

    [Fact]
    public void Check_MessageAfterOneThatIsMissing_IsRefused()
    {
        var sender = New();
        sender.Close(Key, Content);

        Assert.Equal(SealProblem.WrongNumber, Pass(sender, New(), [Key]));
    }

    [Theory]
    [InlineData(30, SealProblem.None)]
    [InlineData(31, SealProblem.WrongTime)]
    [InlineData(-30, SealProblem.None)]
    [InlineData(-31, SealProblem.WrongTime)]
    public void Check_AtTheEdgesOfTheWindow_IsAcceptedUpToThem(int seconds, object expected)
    {
        var (number, at, seal) = New().Close(Key, Content);
        var received = new PeerSeal(direction: 0, new FakeTimeProvider(time.GetUtcNow() + TimeSpan.FromSeconds(seconds)));
        received.Know(Nonces.AsSpan(0, 2), Nonces.AsSpan(2));

        Assert.Equal(expected, received.Check([Key], number, at, Content, seal));
    }

    private PeerSeal New()
    {
        var made = new PeerSeal(direction: 0, time);
        made.Know(Nonces.AsSpan(0, 2), Nonces.AsSpan(2));
        return made;
    }

    private static SealProblem Pass(PeerSeal sender, PeerSeal receiver, IReadOnlyList<byte[]> valid)
    {
        var (number, at, seal) = sender.Close(Key, Content);
        return receiver.Check(valid, number, at, Content, seal);
    }
}
