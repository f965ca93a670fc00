using Mesh.Journal.Proofs;
using Mesh.Journal.Records;
using Mesh.Journal.Tests.Partitions;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Testing.State;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Proofs;

/// <summary>A verification compares the journal with what its proofs were made from: so it finds what the chain cannot show.</summary>
public sealed class AuditTests
{
    private const int RecordCount = 1_100;

    private readonly WriterIdentity writer = new(new byte[16], "replica", "replica:1");

    [Fact]
    public async Task Verify_ProvenJournal_IsIntactAndCountsItsHeads()
    {
        var journal = await MakeAsync();

        var found = await VerifyAsync(journal.Store);

        Assert.True(found.IsIntact, found.Problem);
        Assert.Equal(journal.RootOf(0, journal.Leaves.Count), found.Tree!.Root.ToArray());
        Assert.Equal(1UL, found.PublishedHeads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(700)]
    [InlineData(1_024)]
    public async Task Verify_RecordAndAllHashesAfterItWereRewritten_NamesTheRecord(ulong sequence)
    {
        var journal = await MakeAsync();
        await RewriteAsync(journal.Store, sequence, through: RecordCount);

        var found = await VerifyAsync(journal.Store);

        Assert.Equal(sequence, found.FirstBadSequence);
        Assert.Contains($"Record {sequence} of partition 0 is another one", found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_RewritingEndsInTheMiddle_NamesTheFirstRecordAndNotWhereTheChainBreaks()
    {
        var journal = await MakeAsync();
        await RewriteAsync(journal.Store, sequence: 10, through: 20);

        var found = await VerifyAsync(journal.Store);

        Assert.Equal(10UL, found.FirstBadSequence);
    }

    [Fact]
    public async Task Verify_JournalEndsBeforeItsProofs_NamesTheFirstMissingRecord()
    {
        var journal = await MakeAsync();
        for (var sequence = 1_001UL; sequence <= RecordCount; sequence++)
        {
            await journal.Store.DeleteAsync(RecordKeys.Record(0, sequence), CancellationToken.None);
        }

        var found = await VerifyAsync(journal.Store);

        Assert.Equal(1_001UL, found.FirstBadSequence);
        Assert.Contains("its proofs reach to record 1100", found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_PublishedHeadWasChanged_SaysWhich()
    {
        var journal = await MakeAsync();
        var key = RecordKeys.ProofHead(0, number: 0);
        var head = PublishedTreeHead.Parser.ParseFrom((await journal.Store.GetAsync(key, CancellationToken.None))!.Value.Span);
        head.Size++;
        await journal.Store.SaveAsync(key, Google.Protobuf.MessageExtensions.ToByteArray(head), CancellationToken.None);

        var found = await VerifyAsync(journal.Store);

        Assert.Equal(1UL, found.FirstBadSequence);
        Assert.Contains(key, found.Problem, StringComparison.Ordinal);
    }

    private static async Task<WrittenJournal> MakeAsync()
    {
        var journal = await WrittenJournal.MakeAsync(Enumerable.Repeat(2, RecordCount));
        using var tree = new PartitionTree("text", partition: 0, journal.Store, TimeProvider.System);
        await tree.ExtendAsync(journal.HeadSequence, CancellationToken.None);
        return journal;
    }

    private static async Task<JournalVerification> VerifyAsync(InMemoryStateStore store)
    {
        // Never started: the chain and the proofs alone.
        await using var partition = new Partition<TextState, string, int, string>(
            number: 0, new TextMachine(), store, WriterIdentity.CreateNew("r", "r:1"), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, observer: null);
        return await partition.VerifyAsync(CancellationToken.None);
    }

    /// <summary>Changes a record, and hashes it and those after it anew, as one does who knows how.</summary>
    private async Task RewriteAsync(InMemoryStateStore store, ulong sequence, ulong through)
    {
        var machine = new TextMachine();
        var draft = new RecordDraft();
        byte[]? previous = null;
        for (var number = sequence; number <= through; number++)
        {
            var key = RecordKeys.Record(0, number);
            var record = RecordReader.Read(0, number, (await store.GetAsync(key, CancellationToken.None))!.Value);
            draft.Begin(writer, record.Time, formatVersion: 1);
            foreach (var leaf in record.Events)
            {
                draft.Add(machine, machine.ReadEvent(leaf, formatVersion: 1) + (number == sequence ? "!" : ""));
            }

            var rewritten = draft.Seal(number, previous ?? record.PreviousHash);
            previous = rewritten.Hash;
            await store.DeleteAsync(key, CancellationToken.None);
            await store.CreateAsync(key, rewritten.Bytes, CancellationToken.None);
        }
    }
}
