using Mesh.Dapr.State;
using Mesh.Journal.Records;

namespace Mesh.Journal.Tests.Damage;

/// <summary>The ways in which a single record can go wrong in a store.</summary>
internal static class DamageKinds
{
    public static IReadOnlyDictionary<string, Func<IStateStore, ulong, Task>> All { get; } =
        new Dictionary<string, Func<IStateStore, ulong, Task>>
    {
        ["missing"] = static (store, sequence) => store.DeleteAsync(Key(sequence), CancellationToken.None),
        ["first bit flipped"] = Change(static bytes => Flip(bytes, at: 0)),
        ["middle bit flipped"] = Change(static bytes => Flip(bytes, at: bytes.Length / 2)),
        ["last bit flipped"] = Change(static bytes => Flip(bytes, at: bytes.Length - 1)),
        ["cut short"] = Change(static bytes => bytes[..^5]),
        ["one byte only"] = Change(static bytes => bytes[..1]),
        ["zeros"] = Change(static bytes => new byte[bytes.Length]),
        ["grown"] = Change(static bytes => [.. bytes, 7]),
        ["replaced by its neighbour"] = ReplaceByNeighbourAsync,
        ["forged with a hash that fits"] = ForgeAsync,
    };

    public static Task ApplyAsync(string kind, IStateStore store, ulong sequence) => All[kind](store, sequence);

    /// <summary>
    /// A forged record is whole in itself, so it is the one after it that does not follow; the last one is given away by the hint at the
    /// head.
    /// </summary>
    public static ulong FirstWrong(string kind, ulong sequence, ulong lastSequence) =>
        kind == "forged with a hash that fits" && sequence < lastSequence ? sequence + 1 : sequence;

    private static Func<IStateStore, ulong, Task> Change(Func<byte[], byte[]> change) =>
        (store, sequence) => ChangeAsync(store, sequence, change);

    private static async Task ChangeAsync(IStateStore store, ulong sequence, Func<byte[], byte[]> change)
    {
        var stored = await store.GetAsync(Key(sequence), CancellationToken.None);
        await store.SaveAsync(Key(sequence), change(stored!.Value.ToArray()), CancellationToken.None);
    }

    private static async Task ReplaceByNeighbourAsync(IStateStore store, ulong sequence)
    {
        var neighbour = await store.GetAsync(Key(sequence == 1 ? 2 : sequence - 1), CancellationToken.None);
        await store.SaveAsync(Key(sequence), neighbour!.Value, CancellationToken.None);
    }

    private static async Task ForgeAsync(IStateStore store, ulong sequence)
    {
        var stored = await store.GetAsync(Key(sequence), CancellationToken.None);
        var record = RecordReader.Read(partition: 0, sequence, stored!.Value);
        var draft = new RecordDraft();
        draft.Begin(record.Writer, record.Time, record.FormatVersion);
        draft.Add(new Mesh.Testing.Text.TextMachine(), "forged");
        await store.SaveAsync(Key(sequence), draft.Seal(sequence, record.PreviousHash).Bytes.ToArray(), CancellationToken.None);
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    private static string Key(ulong sequence) => RecordKeys.Record(partition: 0, sequence);
}
