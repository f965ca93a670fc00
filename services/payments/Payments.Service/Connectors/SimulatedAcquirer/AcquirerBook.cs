using Mesh.Kernel;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Connectors.SimulatedAcquirer;

/// <summary>What kind of request an entry is. Numbers are those of the stored records and of <see cref="FollowUpKind"/>.</summary>
public enum EntryKind
{
    Charge = 0,
    Capture = 1,
    Void = 2,
    Refund = 3,
}

/// <summary>One request with its answer, kept for ever: the same reference gets the same answer.</summary>
/// <param name="Reference">Reference that the client gave.</param>
/// <param name="MerchantAccount">Merchant account.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="ChargeReference">Charge that it follows; its own reference for a charge.</param>
/// <param name="CurrencyCode">Currency.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Capture">True for a charge that captures at once.</param>
/// <param name="DeclineCode">Why it was declined; empty: approved.</param>
/// <param name="OpenQueries">Number of queries that are still left open.</param>
/// <param name="Behaviour">How the card behaves later, for a charge.</param>
public sealed record AcquirerEntry(
    Id128 Reference,
    string MerchantAccount,
    EntryKind Kind,
    Id128 ChargeReference,
    string CurrencyCode,
    long AmountMinor,
    bool Capture,
    string DeclineCode,
    int OpenQueries,
    TestCardBehaviour Behaviour);

/// <summary>What happened at the acquirer.</summary>
public abstract record AcquirerEvent;

/// <summary>A request was entered in the book.</summary>
public sealed record Entered(AcquirerEntry Entry) : AcquirerEvent;

/// <summary>A request was lost on its way, once.</summary>
public sealed record Dropped(Id128 Reference) : AcquirerEvent;

/// <summary>A query was left open.</summary>
public sealed record LeftOpen(Id128 Reference) : AcquirerEvent;

/// <summary>What may be asked of the acquirer.</summary>
public abstract record AcquirerCommand(Id128 Reference);

/// <summary>Asks for an authorization.</summary>
public sealed record Charge(AcquirerEntry Asked) : AcquirerCommand(Asked.Reference);

/// <summary>Asks for what follows an authorization.</summary>
public sealed record Follow(CardFollowUp Asked) : AcquirerCommand(Asked.Reference);

/// <summary>Asks what became of a request.</summary>
public sealed record Query(Id128 Reference) : AcquirerCommand(Reference);

/// <summary>The acquirer's answer; null: it never got the request.</summary>
public sealed record AcquirerReply(ConnectorAnswer? Answer);

/// <summary>Sums of one merchant account in one currency, in minor units.</summary>
public readonly record struct AcquirerTotals(Int128 Captured, Int128 Refunded);

/// <summary>Everything that the acquirer knows: the fold of its events.</summary>
public sealed class AcquirerBook
{
    private readonly UndoTable<Id128, AcquirerEntry> entries;
    private readonly UndoTable<Id128, bool> dropped;
    private readonly UndoTable<Id128, AcquirerTotals> charges;
    private readonly UndoTable<(string MerchantAccount, string CurrencyCode), AcquirerTotals> totals;

    public AcquirerBook()
    {
        entries = new(Undo);
        dropped = new(Undo);
        charges = new(Undo);
        totals = new(Undo);
    }

    /// <summary>Takes back changes.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Every entry, in no promised order.</summary>
    public IEnumerable<AcquirerEntry> Entries => entries.Values;

    /// <summary>References of requests that were lost once, in no promised order.</summary>
    public IEnumerable<Id128> DroppedReferences => dropped.Keys;

    /// <summary>Finds an entry; null when there is none.</summary>
    public AcquirerEntry? Find(Id128 reference) => entries.TryGet(reference, out var entry) ? entry : null;

    /// <summary>True when a request with this reference was lost once.</summary>
    public bool WasDropped(Id128 reference) => dropped.Contains(reference);

    /// <summary>Gets what was captured and refunded of a charge.</summary>
    public AcquirerTotals OfCharge(Id128 chargeReference) => charges.TryGet(chargeReference, out var sums) ? sums : default;

    /// <summary>Gets what was captured and refunded for a merchant account.</summary>
    public AcquirerTotals Of(string merchantAccount, string currencyCode) =>
        totals.TryGet((merchantAccount, currencyCode), out var sums) ? sums : default;

    /// <summary>Applies one event.</summary>
    public void Apply(AcquirerEvent happened)
    {
        switch (happened)
        {
            case Entered entered:
                entries.Set(entered.Entry.Reference, entered.Entry);
                Add(entered.Entry);
                break;
            case Dropped lost:
                dropped.Set(lost.Reference, value: true);
                break;
            case LeftOpen open:
                var entry = entries.Get(open.Reference);
                entries.Set(open.Reference, entry with { OpenQueries = entry.OpenQueries - 1 });
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of the acquirer.");
        }
    }

    private void Add(AcquirerEntry entry)
    {
        var isCaptured = entry.DeclineCode.Length == 0
            && (entry.Kind == EntryKind.Capture || (entry.Kind == EntryKind.Charge && entry.Capture));
        var captured = isCaptured ? entry.AmountMinor : 0;
        var refunded = entry.DeclineCode.Length == 0 && entry.Kind == EntryKind.Refund ? entry.AmountMinor : 0;
        var charge = OfCharge(entry.ChargeReference);
        charges.Set(entry.ChargeReference, new AcquirerTotals(charge.Captured + captured, charge.Refunded + refunded));
        var key = (entry.MerchantAccount, entry.CurrencyCode);
        var sums = Of(entry.MerchantAccount, entry.CurrencyCode);
        totals.Set(key, new AcquirerTotals(sums.Captured + captured, sums.Refunded + refunded));
    }
}
