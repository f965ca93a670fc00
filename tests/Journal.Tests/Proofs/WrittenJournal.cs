using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Dapr.State;
using Mesh.Journal.Proofs;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Kernel;
using Mesh.Testing.State;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Proofs;

/// <summary>The journal of one partition, written record by record without a partition, and what its tree has to be.</summary>
internal sealed class WrittenJournal : ICommittedHeads
{
    private static readonly WriterIdentity Writer = new(new byte[16], "replica", "replica:1");
    private readonly TextMachine machine = new();
    private readonly RecordDraft draft = new();
    private readonly Dictionary<(int First, int End), byte[]> roots = [];
    private JournalHead head = JournalHead.Empty("text", partition: 0);

    /// <summary>Where the records are.</summary>
    public InMemoryStateStore Store { get; } = new();

    /// <summary>Every event: its bytes and its place.</summary>
    public List<(byte[] Leaf, TreePlace Place)> Leaves { get; } = [];

    /// <summary>What was found wrong.</summary>
    public JournalDamagedException? Condemned { get; private set; }

    /// <summary>Time between two records.</summary>
    public TimeSpan Between { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of each event at least.</summary>
    public int LeafBytes { get; init; }

    public string Service => "text";

    public int Count => 1;

    public ulong HeadSequence => head.Sequence;

    /// <summary>Makes a journal of records with so many events each.</summary>
    public static async Task<WrittenJournal> MakeAsync(params IEnumerable<int> eventCounts)
    {
        var journal = new WrittenJournal();
        await journal.AppendAsync(eventCounts);
        return journal;
    }

    public async Task AppendAsync(params IEnumerable<int> eventCounts)
    {
        foreach (var count in eventCounts)
        {
            await AppendAsync(count);
        }
    }

    /// <summary>Root of the tree over some events, as RFC 6962 writes it down.</summary>
    public byte[] RootOf(int first, int end)
    {
        if (roots.TryGetValue((first, end), out var known))
        {
            return known;
        }

        var half = 1;
        while (half * 2 < end - first)
        {
            half *= 2;
        }

        return roots[(first, end)] = (end - first) switch
        {
            0 => SHA256.HashData([]),
            1 => SHA256.HashData([0, .. Leaves[first].Leaf]),
            _ => SHA256.HashData([1, .. RootOf(first, first + half), .. RootOf(first + half, end)]),
        };
    }

    public JournalHead? HeadOf(int number) => head;

    public JournalDamagedException? DamageOf(int number) => Condemned;

    public bool IsOwner(int number) => true;

    public Task<JournalHead> CatchUpAsync(int number, CancellationToken cancellationToken) => Task.FromResult(head);

    public void Condemn(JournalDamagedException damage) => Condemned = damage;

    private async Task AppendAsync(int eventCount)
    {
        var sequence = head.Sequence + 1;
        var time = new Moment(0).Plus(Between * sequence);
        draft.Begin(Writer, time, formatVersion: 1);
        for (var index = 0; index < eventCount; index++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"event {sequence}/{index}").PadRight(LeafBytes);
            draft.Add(machine, text);
            Leaves.Add((Encoding.UTF8.GetBytes(text), new TreePlace(sequence, index, time.PlusNanos(index))));
        }

        var record = draft.Seal(sequence, head.Hash);
        await Store.CreateAsync(RecordKeys.Record(partition: 0, sequence), record.Bytes, CancellationToken.None);
        head = new JournalHead(sequence, record.Hash, time, Writer);
    }
}
