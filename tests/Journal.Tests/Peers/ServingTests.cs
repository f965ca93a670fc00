using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Peers;

/// <summary>A replica says that it serves while its partitions and its own sidecar do.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task FollowServing_SidecarFallsSilentAndSpeaksAgain_SaysBoth()
    {
        await using var replica = await TextReplica.StartAsync(new InMemoryStateStore(), "a", isPlaced: true);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var told = replica.FollowServingAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await told.MoveNextAsync() && told.Current, "it serves from the start");

        _ = replica.Placement.SilenceAsync();
        Assert.True(await told.MoveNextAsync() && !told.Current, "its sidecar is silent");
        replica.Placement.Speak();
        Assert.True(await told.MoveNextAsync() && told.Current, "its sidecar answers again");
    }
}
