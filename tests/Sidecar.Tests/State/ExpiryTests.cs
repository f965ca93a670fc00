using Mesh.Sidecar.Tests.Running;
using Microsoft.Extensions.Time.Testing;
using static Mesh.Sidecar.Tests.Running.StateCalls;

namespace Mesh.Sidecar.Tests.State;

/// <summary>Contract 2.3, check 14: values that expire.</summary>
public sealed class ExpiryTests
{
    private readonly FakeTimeProvider _time = new(
        DateTimeOffset.Parse("2026-11-26T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    [Theory, MemberData(nameof(Stores.OnOurClock), MemberType = typeof(Stores))]
    public async Task Get_BeforeAndAfterExpiry_TellsTheTimeThenNothing(Store store)
    {
        await using var sidecar = await StartAsync(store);
        var client = sidecar.Client();

        await client.SaveAsync(Item("k", "v", ttl: 1));
        var before = await client.GetAsync("k");
        _time.Advance(TimeSpan.FromSeconds(2));
        var after = await client.GetAsync("k");

        Assert.Equal(("v", "2026-11-26T12:00:01Z"), (before.Data.ToStringUtf8(), before.Metadata["ttlExpireTime"]));
        Assert.Equal(("", ""), (after.Data.ToStringUtf8(), after.Etag));
    }

    [Theory, MemberData(nameof(Stores.OnOurClock), MemberType = typeof(Stores))]
    public async Task Save_WithoutTimeToLive_ClearsAnEarlierOne_Section2_7(Store store)
    {
        await using var sidecar = await StartAsync(store);
        var client = sidecar.Client();
        await client.SaveAsync(Item("k", "v1", ttl: 1));

        await client.SaveAsync(Item("k", "v2"));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("v2", await client.TextAsync("k"));
    }

    [Theory, MemberData(nameof(Stores.OnOurClock), MemberType = typeof(Stores))]
    public async Task Save_ZeroOrMinusOne_NeverExpires_Section2_3(Store store)
    {
        await using var sidecar = await StartAsync(store);
        var client = sidecar.Client();

        await client.SaveAsync(Item("zero", "v", ttl: 0));
        await client.SaveAsync(Item("minus", "v", ttl: -1));
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(("v", "v"), (await client.TextAsync("zero"), await client.TextAsync("minus")));
    }

    [Theory, MemberData(nameof(Stores.OnOurClock), MemberType = typeof(Stores))]
    public async Task FirstWrite_OverExpiredValue_Creates_Section2_8(Store store)
    {
        await using var sidecar = await StartAsync(store);
        var client = sidecar.Client();
        await client.SaveAsync(Item("k", "v1", ttl: 1));
        _time.Advance(TimeSpan.FromSeconds(5));

        await client.CreateAsync("k", "v2");

        Assert.Equal("v2", await client.TextAsync("k"));
    }

    private async Task<SidecarUnderTest> StartAsync(Store store)
    {
        var component = await Stores.ComponentAsync(store);
        return await SidecarUnderTest.StartAsync(options => options with { Time = _time }, component);
    }
}
