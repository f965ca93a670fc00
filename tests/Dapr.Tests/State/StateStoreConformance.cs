using System.Globalization;
using Mesh.Dapr.State;
using Mesh.Dapr.Tests.Fixtures;

namespace Mesh.Dapr.Tests.State;

/// <summary>
/// What every state store behind <see cref="IStateStore"/> has to do, in memory or behind a sidecar. One class per store inherits it.
/// </summary>
public abstract class StateStoreConformance
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>An empty store, or one in which nothing has these tests' keys.</summary>
    protected abstract IStateStore Store { get; }

    [Fact]
    public async Task Create_AbsentKey_StoresTheExactBytes()
    {
        var value = Enumerable.Range(0, 256).Select(number => (byte)number).ToArray();

        await Store.CreateAsync("journal/0/00000000000000000001", value, None);

        var entry = await Store.GetAsync("journal/0/00000000000000000001", None);
        Assert.NotNull(entry);
        Assert.Equal(value, entry.Value.ToArray());
        Assert.NotEmpty(entry.Etag);
    }

    [Fact]
    public async Task Create_PresentKey_ThrowsAndChangesNothing()
    {
        await Store.CreateAsync("created", new byte[] { 1 }, None);
        var before = await Store.GetAsync("created", None);

        await Assert.ThrowsAsync<StateStoreException>(() => Store.CreateAsync("created", new byte[] { 2 }, None));

        var after = await Store.GetAsync("created", None);
        Assert.Equal(before!.Etag, after!.Etag);
        Assert.Equal([1], after.Value.ToArray());
    }

    [Fact]
    public async Task Create_ManyWritersOfOneKey_ExactlyOneReturnsAndItsBytesAreStored()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"race/{round}");

            var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => TryCreateAsync(key, (byte)writer))).Within();

            var winner = Assert.Single(outcomes, outcome => outcome != 0);
            Assert.Equal([winner], (await Store.GetAsync(key, None))!.Value.ToArray());
        }
    }

    [Fact]
    public async Task Create_DeletedKey_CreatesItAnew()
    {
        await Store.CreateAsync("reborn", new byte[] { 1 }, None);
        await Store.DeleteAsync("reborn", None);
        Assert.Null(await Store.GetAsync("reborn", None));

        await Store.CreateAsync("reborn", new byte[] { 2 }, None);

        Assert.Equal([2], (await Store.GetAsync("reborn", None))!.Value.ToArray());
    }

    [Fact]
    public async Task Create_OneMebibyte_StoresTheExactBytes()
    {
        var value = new byte[1024 * 1024];
        new Random(20261126).NextBytes(value);

        await Store.CreateAsync("large", value, None);

        Assert.True((await Store.GetAsync("large", None))!.Value.Span.SequenceEqual(value));
    }

    [Fact]
    public async Task Save_PresentKey_ReplacesItUnderAnotherEtag()
    {
        await Store.SaveAsync("head/0", new byte[] { 1 }, None);
        var before = await Store.GetAsync("head/0", None);

        await Store.SaveAsync("head/0", new byte[] { 2 }, None);

        var after = await Store.GetAsync("head/0", None);
        Assert.Equal([2], after!.Value.ToArray());
        Assert.NotEqual(before!.Etag, after.Etag);
    }

    [Fact]
    public async Task Get_AbsentKey_IsNull() => Assert.Null(await Store.GetAsync("absent", None));

    [Fact]
    public async Task Delete_AbsentKey_Succeeds() => await Store.DeleteAsync("absent", None);

    [Fact]
    public async Task GetMany_PresentAbsentAndRepeatedKeys_AreInTheOrderOfTheRequest()
    {
        string[] keys = [.. Enumerable.Range(0, 120).Select(number => string.Create(CultureInfo.InvariantCulture, $"many/{number}"))];
        foreach (var (index, key) in keys.Index().Where(key => key.Index % 3 != 0))
        {
            await Store.CreateAsync(key, new[] { (byte)index }, None);
        }

        string[] asked = [.. keys.Reverse(), keys[1], keys[3]];
        var entries = await Store.GetManyAsync(asked, None);

        Assert.Equal(asked.Length, entries.Count);
        Assert.All(asked.Zip(entries), pair =>
        {
            var number = Array.IndexOf(keys, pair.First);
            Assert.Equal(number % 3 == 0 ? null : (byte)number, pair.Second?.Value.Span[0]);
        });
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("ключ/ü/鍵")]
    [InlineData("a|b")]
    [InlineData("%2F?#&=")]
    public async Task Key_AnyText_IsTakenAsItIs(string key)
    {
        await Store.CreateAsync(key, new byte[] { 9 }, None);

        Assert.Equal([9], (await Store.GetAsync(key, None))!.Value.ToArray());
        Assert.Equal([9], (await Store.GetManyAsync([key], None))[0]!.Value.ToArray());
    }

    [Fact]
    public async Task Call_CancelledBefore_ThrowsTheCancellation()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.GetAsync("k", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CreateAsync("k", new byte[] { 1 }, cancelled.Token));
    }

    private async Task<byte> TryCreateAsync(string key, byte writer)
    {
        try
        {
            await Store.CreateAsync(key, new[] { writer }, None);
            return writer;
        }
        catch (StateStoreException)
        {
            return 0;
        }
    }
}
