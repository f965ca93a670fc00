using System.Diagnostics;
using Mesh.Journal.Proofs;
using Mesh.Journal.Tests.Proofs;

namespace Mesh.Journal.Tests.Measurements;

/// <summary>What the tree costs: to build, and a proof from it.</summary>
public sealed class ProofMeasurements(ITestOutputHelper output)
{
    private const int RecordCount = 250;
    private const int EventsPerRecord = 8_190;

    [Fact(Explicit = true)]
    public async Task Tree_OfTwoMillionEvents()
    {
        var journal = new WrittenJournal { LeafBytes = 130 };
        await journal.AppendAsync(Enumerable.Repeat(EventsPerRecord, RecordCount));
        var metered = new MeteredStateStore(journal.Store);
        using var proofs = ProofTests.Open(journal, metered);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;

        await proofs.GetHeadAsync(partition: 0, size: 0, CancellationToken.None);

        var spent = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        output.WriteLine($"{journal.Leaves.Count:N0} leaves: {spent.TotalNanoseconds / journal.Leaves.Count:N0} ns of CPU a leaf");
        output.WriteLine($"{metered.Saves} saves, {metered.BytesSaved / (double)journal.Leaves.Count:N2} bytes a leaf");
        await ProveAsync(journal, proofs, metered, "any size", size: 0);
        await ProveAsync(journal, proofs, metered, "half the size", size: (ulong)journal.Leaves.Count / 2);
    }

    private async Task ProveAsync(WrittenJournal journal, JournalProofs proofs, MeteredStateStore metered, string name, ulong size)
    {
        const int count = 200;
        var random = new Random(1);
        metered.Reset();
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++)
        {
            var place = journal.Leaves[random.Next(journal.Leaves.Count / 2)].Place;
            await proofs.ProveAsync(0, place.Sequence, place.Index, size, CancellationToken.None);
        }

        var each = Stopwatch.GetElapsedTime(started) / count;
        output.WriteLine(
            $"proof at {name}: {each.TotalMilliseconds:N2} ms, {metered.Calls / (double)count:N1} reads of the store, "
            + $"{metered.BytesRead / count / 1024:N0} KiB");
    }
}
