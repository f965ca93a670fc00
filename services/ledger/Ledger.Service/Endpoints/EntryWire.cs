using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Entries and balances on the wire.</summary>
internal static class EntryWire
{
    public static V1.EntryKind KindOf(in AccountEntry entry) =>
        entry.Terms is { } terms ? (V1.EntryKind)terms.Kind : V1.EntryKind.Expiry;

    public static V1.EntrySide SideOf(in AccountEntry entry) => entry.IsDebit ? V1.EntrySide.Debit : V1.EntrySide.Credit;

    public static V1.Entry ToWire(PlacedEntry placed)
    {
        var entry = placed.Entry;
        return new V1.Entry
        {
            TransferId = entry.TransferId.ToString(),
            Kind = KindOf(entry),
            Side = SideOf(entry),
            OtherAccountId = entry.OtherAccountId.ToString(),
            Posted = LedgerWire.ToWire(entry.Posting.Posted),
            Held = LedgerWire.ToWire(entry.Posting.Held),
            Released = LedgerWire.ToWire(entry.Posting.Released),
            Balances = ToWire(entry.Balances),
            RecordTime = LedgerWire.ToWire(placed.Time),
            EffectiveTime = entry.EffectiveTime is { } effective ? LedgerWire.ToWire(effective) : null,
            Code = (uint)(entry.Terms?.Code ?? 0),
            ExternalReference = entry.Terms?.ExternalReference ?? "",
            PendingId = LedgerWire.OptionalText(entry.Terms?.PendingId ?? default),
            ReversesId = LedgerWire.OptionalText(entry.Terms?.ReversesId ?? default),
            Sequence = placed.Place.Sequence,
            Index = (uint)placed.Place.Index,
        };
    }

    public static V1.AccountBalances ToWire(in Balances balances) => new()
    {
        DebitsPosted = LedgerWire.ToWire(balances.DebitsPosted),
        CreditsPosted = LedgerWire.ToWire(balances.CreditsPosted),
        DebitsPending = LedgerWire.ToWire(balances.DebitsPending),
        CreditsPending = LedgerWire.ToWire(balances.CreditsPending),
    };
}
