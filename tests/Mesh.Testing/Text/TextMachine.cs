using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Journal;
using Mesh.Kernel;

namespace Mesh.Testing.Text;

/// <summary>
/// The smallest machine: a command is a text, which is added to a list and answered with its place. Each command is one event, of just
/// that many bytes, and has no id: what is sent twice is there twice. A command <c>""</c> leaves no event, and one that begins with
/// <c>!</c> throws after its event.
/// </summary>
public sealed class TextMachine : IJournaledMachine<TextState, string, int, string>
{
    /// <inheritdoc/>
    public string Service => "text";

    /// <inheritdoc/>
    public uint FormatVersion { get; init; } = 1;

    /// <summary>Items in a command.</summary>
    public Func<string, int> Weight { get; init; } = static _ => 1;

    /// <inheritdoc/>
    public TextState CreateState() => new();

    /// <inheritdoc/>
    public UndoLog UndoLogOf(TextState state) => state.Undo;

    /// <inheritdoc/>
    public int Decide(TextState state, string command, EventSink<string> events)
    {
        if (command.Length > 0)
        {
            events.Add(command);
        }

        return command.StartsWith('!') ? throw new InvalidOperationException("the machine has a bug") : state.Count;
    }

    /// <inheritdoc/>
    public void Apply(TextState state, string happened, Moment time) => state.Add(happened, time);

    /// <inheritdoc/>
    public int WeightOf(string command) => Weight(command);

    /// <inheritdoc/>
    public void WriteEvent(string happened, IBufferWriter<byte> destination) => Encoding.UTF8.GetBytes(happened.AsSpan(), destination);

    /// <inheritdoc/>
    public string ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion) => Encoding.UTF8.GetString(stored.Span);

    /// <inheritdoc/>
    public byte[] DigestOf(TextState state)
    {
        var rows = state.Texts.Zip(
            state.Times, static (text, time) => string.Create(CultureInfo.InvariantCulture, $"{time.UnixNanos} {text}"));
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows)));
    }
}
