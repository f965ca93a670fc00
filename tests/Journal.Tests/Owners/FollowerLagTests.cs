using System.Diagnostics.Metrics;
using Mesh.Journal.Tests.Placement;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Owners;

public sealed class FollowerLagTests
{
    /// <summary>A partition that no test beside this one has: gauges of the whole process are seen.</summary>
    private const int Partition = 12;

    [Fact]
    public async Task Gauge_OwnerTellsOfMore_ShowsTheRecordsThatTheFollowerLacks()
    {
        var store = new InMemoryStateStore();
        await using var owner = new TextService(store, Partition + 1, "replica-a", new ReachablePeers());
        await owner.ServingAsync();
        await using var follower = new TextService(store, Partition + 1, "replica-b", new ReachablePeers());
        follower.Placement.IsAway = true;
        await follower.ServingAsync();
        Assert.Equal([0, 0], Measure());

        follower.Owned.HearOf(Partition, follower.Owned.OwnerOf(Partition).Sequence + 3);

        Assert.Equal([0, 3], Measure());
    }

    /// <summary>Gets the lag of every replica, ascending.</summary>
    private static List<long> Measure()
    {
        List<long> lags = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "mesh.journal.follower_lag")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, lag, tags, _) =>
        {
            if (tags.ToArray().Contains(new KeyValuePair<string, object?>("mesh.partition", $"{Partition}")))
            {
                lags.Add(lag);
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        lags.Sort();
        return lags;
    }
}
