using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Service.Feed;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;

namespace Mesh.Ledger.Tests.Model;

/// <summary>Whatever happened in a book, its events on the wire are enough to make the same book elsewhere.</summary>
public sealed class RestoreModelTests
{
    [Fact]
    public void AnySequence_RestoredFromItsEventsOnTheWire_IsTheSameBook() => Checking.ForAllSequences(commands =>
    {
        var ledger = Decided(commands);

        var copy = Restored(ledger, ledger.EventsOf("acme").Count());

        Assert.Equal(HashOf(ledger, "acme"), HashOf(copy, "copy"));
        Assert.Equal(Wire(ledger, "acme"), Wire(copy, "copy"));
        Assert.Equal(copy.Digest, LedgerDigest.Of(copy.Replay()));
        copy.Decide(new FinishRestore("copy"));
        Assert.Equal(HoldsThatExpire(ledger, "acme"), HoldsThatExpire(copy, "copy"));
    });

    [Fact]
    public void AnySequence_RestoredHalfwayAndThenAllOfIt_IsTheSameBook() => Checking.ForAllSequences(commands =>
    {
        var ledger = Decided(commands);
        var count = ledger.EventsOf("acme").Count();
        var copy = Restored(ledger, count / 2);

        Restore(copy, ledger, count);

        Assert.Equal(HashOf(ledger, "acme"), HashOf(copy, "copy"));
    });

    /// <summary>One amount is another, of any transfer that moved something: it is noticed, and nothing is restored.</summary>
    [Fact]
    public void AnySequence_WithOneAmountChanged_IsRefusedOrHasAnotherHash() => Checking.ForAllSequences(commands =>
    {
        var ledger = Decided(commands);
        LedgerEvent[] events = [.. Parsed(ledger)];
        var place = Array.FindLastIndex(
            events, happened => happened is TransferApplied { Terms.Kind: TransferKind.Single } moved && moved.Amount > 1);
        if (place < 0)
        {
            return;
        }

        var changed = (TransferApplied)events[place];
        events[place] = changed with { Amount = changed.Amount - 1, Terms = changed.Terms with { Amount = changed.Terms.Amount - 1 } };
        var copy = new LedgerRun();
        copy.Pass(seconds: 1_000_000);

        var result = copy.Decide(new RestoreEvents("copy", After: default, events));

        Assert.True(result is RestoreRefused || !HashOf(copy, "copy").SequenceEqual(HashOf(ledger, "acme")));
        Assert.True(result is not RestoreRefused || copy.State.FindBook("copy") is null);
    });

    private static LedgerRun Decided(LedgerCommand[] commands)
    {
        var ledger = new LedgerRun();
        foreach (var command in commands.Select(WellFormed))
        {
            ledger.Decide(command);
        }

        return ledger;
    }

    /// <summary>Leaves out updates that change nothing, as the edge does.</summary>
    private static LedgerCommand WellFormed(LedgerCommand command) => command is not UpdateAccounts update ? command : update with
    {
        Updates = [.. update.Updates.Where(terms => (terms.IsFrozen ?? terms.IsClosed) is not null || terms.Metadata is not null)],
    };

    private static LedgerRun Restored(LedgerRun ledger, int count)
    {
        var copy = new LedgerRun();
        copy.Pass(seconds: 1_000_000);
        Restore(copy, ledger, count);
        return copy;
    }

    private static void Restore(LedgerRun copy, LedgerRun ledger, int count)
    {
        LedgerEvent[] events = [.. Parsed(ledger).Take(count)];
        if (events.Length > 0)
        {
            Assert.IsType<RestoreResult>(copy.Decide(new RestoreEvents("copy", After: default, events)));
        }
    }

    private static List<LedgerEvent> Parsed(LedgerRun ledger)
    {
        var violations = new Mesh.Host.Errors.FieldViolations();
        var events = ledger.EventsOf("acme").Select(entry => RestoreWire.Parse(ToWire(entry), "copy", violations)).ToList();
        Assert.Empty(violations.All);
        return events;
    }

    private static V1.LedgerEvent ToWire((LedgerEvent Happened, Moment Time) entry) => LedgerEventWire.ToWire(
        new CommittedRecord<LedgerEvent>(Partition: 0, Sequence: 0, entry.Time, [entry.Happened]), index: 0);

    private static V1.LedgerEvent[] Wire(LedgerRun ledger, string book) =>
        [.. ledger.EventsOf(book).Select(entry => new V1.LedgerEvent(ToWire(entry)) { Book = "", Restored = false })];

    private static byte[] HashOf(LedgerRun ledger, string book) => ledger.State.FindBook(book) is { } found
        ? BookHash.Of(found.TakeSnapshot(), found.Accounts)
        : BookHash.Of(BookSnapshot.Empty(book), []);

    private static HoldExpiry[] HoldsThatExpire(LedgerRun ledger, string book) =>
        [.. ledger.State.Expiries.Where(expiry => expiry.Book == book).Select(expiry => expiry with { Book = "" })];
}
