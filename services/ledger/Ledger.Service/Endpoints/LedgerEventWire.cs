using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Events as the world sees them.</summary>
internal static class LedgerEventWire
{
    public static V1.LedgerEvent ToWire(CommittedRecord<LedgerEvent> record, LedgerEvent happened, int index)
    {
        var wire = new V1.LedgerEvent
        {
            Partition = (uint)record.Partition,
            Sequence = record.Sequence,
            Index = (uint)index,
            EventTime = LedgerWire.ToWire(record.Time.PlusNanos(index)),
            Book = happened.Book,
        };
        switch (happened)
        {
            case AccountCreated created:
                wire.AccountCreated = new V1.AccountCreated
                {
                    AccountId = created.Terms.Id.ToString(),
                    Asset = created.Terms.Asset,
                    ExternalReference = created.Terms.ExternalReference,
                };
                break;
            case TransferApplied applied:
                wire.TransferCreated = ToWire(applied);
                break;
            case TransferRefused refused:
                wire.TransferRefused = new V1.TransferRefused
                {
                    TransferId = refused.Terms.Id.ToString(),
                    Reason = ScreamingSnake(refused.Status.ToString()),
                    ExternalReference = refused.Terms.ExternalReference,
                };
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }

        return wire;
    }

    private static V1.TransferCreated ToWire(TransferApplied applied) => new()
    {
        TransferId = applied.Terms.Id.ToString(),
        DebitAccountId = applied.DebitAccountId.ToString(),
        CreditAccountId = applied.CreditAccountId.ToString(),
        Amount = LedgerWire.ToWire(applied.Amount),
        PendingId = applied.Terms.PendingId == default(Id128) ? "" : applied.Terms.PendingId.ToString(),
        Kind = ScreamingSnake(applied.Terms.Kind.ToString()),
        ExternalReference = applied.Terms.ExternalReference,
    };

    private static string ScreamingSnake(string pascal) =>
        string.Concat(
            pascal.Select((letter, index) => index > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
}
