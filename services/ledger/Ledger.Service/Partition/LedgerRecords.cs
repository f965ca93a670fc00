using System.Buffers;
using System.Diagnostics;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.V1;
using AccountCreated = Mesh.Ledger.Domain.AccountCreated;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;
using TransferKind = Mesh.Ledger.Domain.TransferKind;
using TransferRefused = Mesh.Ledger.Domain.TransferRefused;

namespace Mesh.Ledger.Service.Partition;

/// <summary>Writes events in their stored shape, <c>ledger_records.proto</c>; <see cref="LedgerRecordReader"/> reads them.</summary>
internal static class LedgerRecords
{
    /// <summary>Version of the shapes that are written.</summary>
    public const uint Version = 1;

    // Everything but the two texts: four identifiers, four 64-bit halves, small numbers, tags and lengths.
    private const int FixedBytesMax = 160;

    private const int Utf8BytesPerCharacterMax = 3;

    public static void Write(LedgerEvent happened, IBufferWriter<byte> destination)
    {
        var writer = new RecordWriter(destination.GetSpan(BytesMax(happened)));
        writer.WriteText(LedgerRecord.BookFieldNumber, happened.Book);
        switch (happened)
        {
            case AccountCreated created:
                Write(ref writer, created.Terms);
                break;
            case TransferApplied applied:
                Write(ref writer, applied);
                break;
            case TransferRefused refused:
                Write(ref writer, refused);
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }

        destination.Advance(writer.ByteLength);
    }

    private static int BytesMax(LedgerEvent happened)
    {
        var reference = happened switch
        {
            AccountCreated created => created.Terms.ExternalReference,
            TransferApplied applied => applied.Terms.ExternalReference,
            TransferRefused refused => refused.Terms.ExternalReference,
            _ => "",
        };
        return FixedBytesMax + (happened.Book.Length + reference.Length) * Utf8BytesPerCharacterMax;
    }

    private static void Write(ref RecordWriter writer, AccountTerms terms)
    {
        var start = writer.BeginMessage(LedgerRecord.AccountCreatedFieldNumber);
        writer.WriteId(AccountCreatedRecord.IdFieldNumber, terms.Id);
        writer.WriteText(AccountCreatedRecord.AssetFieldNumber, terms.Asset);
        writer.WriteNumber(AccountCreatedRecord.TypeFieldNumber, (ulong)terms.Type);
        writer.WriteNumber(AccountCreatedRecord.CodeFieldNumber, (ulong)terms.Code);
        writer.WriteNumber(AccountCreatedRecord.LimitFieldNumber, (ulong)terms.Limit);
        writer.WriteText(AccountCreatedRecord.ExternalReferenceFieldNumber, terms.ExternalReference);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, TransferApplied applied)
    {
        var start = writer.BeginMessage(LedgerRecord.TransferAppliedFieldNumber);
        Write(ref writer, TransferAppliedRecord.TermsFieldNumber, applied.Terms);
        if (applied.Terms.Kind is TransferKind.Post or TransferKind.Void)
        {
            writer.WriteId(TransferAppliedRecord.HoldDebitAccountIdFieldNumber, applied.DebitAccountId);
            writer.WriteId(TransferAppliedRecord.HoldCreditAccountIdFieldNumber, applied.CreditAccountId);
            writer.WriteNumber(TransferAppliedRecord.ReleasedLowFieldNumber, Low(applied.Released));
            writer.WriteNumber(TransferAppliedRecord.ReleasedHighFieldNumber, High(applied.Released));
        }

        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, TransferRefused refused)
    {
        var start = writer.BeginMessage(LedgerRecord.TransferRefusedFieldNumber);
        Write(ref writer, TransferRefusedRecord.TermsFieldNumber, refused.Terms);
        writer.WriteNumber(TransferRefusedRecord.StatusFieldNumber, (ulong)refused.Status);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, int field, TransferTerms terms)
    {
        var start = writer.BeginMessage(field);
        writer.WriteId(TransferTermsRecord.IdFieldNumber, terms.Id);
        writer.WriteNumber(TransferTermsRecord.KindFieldNumber, (ulong)terms.Kind);
        writer.WriteId(TransferTermsRecord.DebitAccountIdFieldNumber, terms.DebitAccountId);
        writer.WriteId(TransferTermsRecord.CreditAccountIdFieldNumber, terms.CreditAccountId);
        writer.WriteNumber(TransferTermsRecord.AmountLowFieldNumber, Low(terms.Amount));
        writer.WriteNumber(TransferTermsRecord.AmountHighFieldNumber, High(terms.Amount));
        writer.WriteId(TransferTermsRecord.PendingIdFieldNumber, terms.PendingId);
        writer.WriteNumber(TransferTermsRecord.FinalFieldNumber, terms.Final ? 1UL : 0UL);
        writer.WriteNumber(TransferTermsRecord.CodeFieldNumber, (ulong)terms.Code);
        writer.WriteText(TransferTermsRecord.ExternalReferenceFieldNumber, terms.ExternalReference);
        writer.EndMessage(start);
    }

    private static ulong Low(UInt128 value) => (ulong)(value & ulong.MaxValue);

    private static ulong High(UInt128 value) => (ulong)(value >> 64);
}
