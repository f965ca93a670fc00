using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Journal;
using Mesh.Kernel;

namespace Mesh.Testing.Bank;

/// <summary>
/// A small bank: the sample state machine of the journal's tests. It has all that a real one has: ids for ever, recorded refusals, linked
/// groups, undo.
/// </summary>
public sealed class BankMachine : IJournaledMachine<BankState, BankCommand, BankResult, BankEvent>
{
    private const byte MovedTag = 1;
    private const byte DecidedTag = 2;

    /// <summary>Off only to see that tests notice: a repeated command is then done again.</summary>
    public bool ChecksIds { get; init; } = true;

    /// <inheritdoc/>
    public string Service => "bank";

    /// <inheritdoc/>
    public uint FormatVersion => 1;

    /// <inheritdoc/>
    public BankState CreateState() => new();

    /// <inheritdoc/>
    public UndoLog UndoLogOf(BankState state) => state.Undo;

    /// <inheritdoc/>
    public int WeightOf(BankCommand command) => command.Legs.Count;

    /// <inheritdoc/>
    public void Apply(BankState state, BankEvent happened, Moment time) => state.Apply(happened);

    /// <inheritdoc/>
    public BankResult Decide(BankState state, BankCommand command, EventSink<BankEvent> events)
    {
        var content = ContentOf(command);
        if (ChecksIds && state.Find(command.Id) is { } known)
        {
            return known.Content == content ? known.Result : new BankResult(BankOutcome.IdReused, Version: 0);
        }

        var (mark, count) = (state.Undo.Mark(), events.Count);
        var outcome = BankOutcome.Done;
        foreach (var leg in command.Legs)
        {
            if (leg.From != 0 && state.BalanceOf(leg.From) < leg.Amount)
            {
                state.Undo.RollbackTo(mark);
                events.TruncateTo(count);
                outcome = BankOutcome.TooLittle;
                break;
            }

            events.Add(new BankEvent.Moved(leg));
        }

        events.Add(new BankEvent.Decided(command.Id, content, outcome));
        return new BankResult(outcome, state.Version);
    }

    /// <inheritdoc/>
    public void WriteEvent(BankEvent happened, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(32);
        switch (happened)
        {
            case BankEvent.Moved(var leg):
                span[0] = MovedTag;
                BinaryPrimitives.WriteInt32BigEndian(span[1..], leg.From);
                BinaryPrimitives.WriteInt32BigEndian(span[5..], leg.To);
                BinaryPrimitives.WriteInt64BigEndian(span[9..], leg.Amount);
                destination.Advance(17);
                break;
            case BankEvent.Decided(var id, var content, var outcome):
                span[0] = DecidedTag;
                id.Write(span[1..]);
                BinaryPrimitives.WriteInt32BigEndian(span[17..], content);
                span[21] = (byte)outcome;
                destination.Advance(22);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened} is no event of a bank.");
        }
    }

    /// <inheritdoc/>
    public BankEvent ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion)
    {
        var span = stored.Span;
        return span[0] switch
        {
            MovedTag => new BankEvent.Moved(new BankLeg(
                BinaryPrimitives.ReadInt32BigEndian(span[1..]),
                BinaryPrimitives.ReadInt32BigEndian(span[5..]),
                BinaryPrimitives.ReadInt64BigEndian(span[9..]))),
            DecidedTag => new BankEvent.Decided(
                Id128.Read(span[1..17]), BinaryPrimitives.ReadInt32BigEndian(span[17..]), (BankOutcome)span[21]),
            var tag => throw new FormatException($"{tag} is no event of a bank."),
        };
    }

    /// <inheritdoc/>
    public byte[] DigestOf(BankState state)
    {
        var text = new StringBuilder(state.Describe());
        foreach (var command in state.Commands)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{command}={state.Find(command)}");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>FNV-1a over the legs: the same in every process, and enough for a sample.</summary>
    private static int ContentOf(BankCommand command)
    {
        var hash = 2_166_136_261u;
        foreach (var leg in command.Legs)
        {
            foreach (var part in (ReadOnlySpan<long>)[leg.From, leg.To, leg.Amount])
            {
                hash = unchecked((hash ^ (uint)part) * 16_777_619u);
            }
        }

        return unchecked((int)hash);
    }
}
