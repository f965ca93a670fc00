using Mesh.Kernel;

namespace Mesh.Testing.Text;

/// <summary>Texts in the order in which they were added, each with its time.</summary>
public sealed class TextState
{
    private readonly UndoTable<int, (string Text, Moment Time)> rows;

    public TextState() => rows = new UndoTable<int, (string Text, Moment Time)>(Undo);

    /// <summary>Takes back what is provisional.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Number of texts.</summary>
    public int Count => rows.Count;

    /// <summary>The texts, oldest first.</summary>
    public IReadOnlyList<string> Texts => [.. Enumerable.Range(0, Count).Select(index => rows.Get(index).Text)];

    /// <summary>When each was added.</summary>
    public IReadOnlyList<Moment> Times => [.. Enumerable.Range(0, Count).Select(index => rows.Get(index).Time)];

    /// <summary>Changes a text without an event: what a bug or a broken memory would do.</summary>
    public void Corrupt(int index) => rows.Set(index, ("corrupted", rows.Get(index).Time));

    internal void Add(string text, Moment time) => rows.Set(Count, (text, time));
}
