using System.Security.Cryptography;
using System.Text;
using Mesh.Payments.Service.Cards;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Cards;

public sealed class CardVaultTests
{
    private static readonly ReadOnlyMemory<byte> Box = Some.Vault.Seal(Some.Approved, Some.Tenant, Some.Id(1));

    [Fact]
    public void Open_OfASealedNumber_GivesTheNumber() =>
        Assert.Equal(Some.Approved, Some.Vault.Open(Box, Some.Tenant, Some.Id(1)));

    [Fact]
    public void Seal_OfTheSameNumber_NeverGivesTheSameBytes() =>
        Assert.NotEqual(Box.ToArray(), Some.Vault.Seal(Some.Approved, Some.Tenant, Some.Id(1)).ToArray());

    [Fact]
    public void Seal_HoldsNoDigitsInClear() =>
        Assert.DoesNotContain(Some.Approved[..6], Encoding.Latin1.GetString(Box.Span), StringComparison.Ordinal);

    [Fact]
    public void Open_ForAnotherPaymentOrTenant_IsRefused()
    {
        Assert.ThrowsAny<CryptographicException>(() => Some.Vault.Open(Box, Some.Tenant, Some.Id(2)));
        Assert.ThrowsAny<CryptographicException>(() => Some.Vault.Open(Box, "other", Some.Id(1)));
    }

    [Fact]
    public void Open_UnderAnotherKey_SaysWhichKeyIsMissing()
    {
        var other = new CardVault(Some.Key(3), Some.Key(2));

        var failure = Assert.Throws<CryptographicException>(() => other.Open(Box, Some.Tenant, Some.Id(1)));

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Some.Key(1)).AsSpan(0, 4)), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithAnyByteChangedOrCut_IsRefusedWithoutTheNumber()
    {
        for (var place = 0; place < Box.Length; place++)
        {
            var damaged = Box.ToArray();
            damaged[place] ^= 1;

            var failure = Assert.ThrowsAny<CryptographicException>(() => Some.Vault.Open(damaged, Some.Tenant, Some.Id(1)));

            Assert.DoesNotContain(Some.Approved, failure.ToString(), StringComparison.Ordinal);
            Assert.ThrowsAny<CryptographicException>(() => Some.Vault.Open(Box[..place], Some.Tenant, Some.Id(1)));
        }
    }

    [Fact]
    public void Fingerprint_SameCard_IsTheSameWithinATenantOnly()
    {
        var fingerprint = Some.Vault.Fingerprint(Some.Tenant, Some.Approved);

        Assert.Matches("^[0-9a-f]{32}$", fingerprint);
        Assert.Equal(fingerprint, Some.Vault.Fingerprint(Some.Tenant, Some.Approved));
        Assert.NotEqual(fingerprint, Some.Vault.Fingerprint("other", Some.Approved));
        Assert.NotEqual(fingerprint, Some.Vault.Fingerprint(Some.Tenant, "4000002000000008"));
        Assert.NotEqual(fingerprint, new CardVault(Some.Key(1), Some.Key(3)).Fingerprint(Some.Tenant, Some.Approved));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(33)]
    public void Vault_WithAKeyOfAnotherLength_IsNotMade(int keyBytes)
    {
        Assert.Throws<ArgumentException>(() => new CardVault(new byte[keyBytes], Some.Key(2)));
        Assert.Throws<ArgumentException>(() => new CardVault(Some.Key(1), new byte[keyBytes]));
    }
}
