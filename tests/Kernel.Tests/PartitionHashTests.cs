using Mesh.Kernel;

namespace Mesh.Kernel.Tests;

public sealed class PartitionHashTests
{
    /// <summary>
    /// The rule is published and journals depend on it: these values never change. Computed with `printf acme | sha256sum`.
    /// </summary>
    [Theory]
    [InlineData("acme", 4)]
    [InlineData("acme", 64)]
    [InlineData("globex", 4)]
    [InlineData("", 4)]
    public void PartitionOf_ATenant_IsTheFirstEightBytesOfItsHashModuloTheCount(string tenant, int count)
    {
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(tenant));
        ulong first = 0;
        foreach (var part in digest.Take(8))
        {
            first = unchecked((first << 8) | part);
        }

        Assert.Equal((int)(first % (ulong)count), PartitionHash.PartitionOf(tenant, count));
    }

    [Fact]
    public void PartitionOf_Acme_IsPublished() => Assert.Equal(0, PartitionHash.PartitionOf("acme", 4));

    [Fact]
    public void PartitionOf_NoPartitions_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PartitionHash.PartitionOf("acme", 0));
}
