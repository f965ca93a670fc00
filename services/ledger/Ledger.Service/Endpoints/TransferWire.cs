using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Transfers on the wire.</summary>
/// <remarks>
/// | field | SINGLE, PENDING | POST | VOID |
/// |---|---|---|---|
/// | debit_account_id, credit_account_id | required, different | empty | empty |
/// | amount | at least 1 | at least 1 | absent |
/// | pending_id | empty | required, not the own id | required, not the own id |
/// | final | false | either | false |
/// </remarks>
internal static class TransferWire
{
    public static TransferTerms Parse(V1.Transfer transfer, FieldViolations violations)
    {
        var kind = ParseKind(transfer.Kind, violations);
        var terms = new TransferTerms(
            LedgerWire.ParseId(transfer.Id, "id", violations),
            kind ?? default,
            ParseAccountId(kind, transfer.DebitAccountId, "debit_account_id", violations),
            ParseAccountId(kind, transfer.CreditAccountId, "credit_account_id", violations),
            ParseAmount(kind, transfer.Amount, violations),
            ParsePendingId(kind, transfer.PendingId, violations),
            ParseFinal(kind, transfer.Final, violations),
            LedgerWire.ParseCode(transfer.Code, violations),
            LedgerWire.ParseReference(transfer.ExternalReference, violations));
        CheckDifferent(terms, violations);
        RefuseOutputOnly(transfer, violations);
        return terms;
    }

    /// <summary>Shows an applied transfer.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="hold">For a pending transfer its own hold, for a post or void the one that it ended; otherwise null.</param>
    public static V1.Transfer ToWire(Transfer transfer, Hold? hold)
    {
        var terms = transfer.Terms;
        var wire = new V1.Transfer
        {
            Id = terms.Id.ToString(),
            Kind = (V1.TransferKind)terms.Kind,
            DebitAccountId = LedgerWire.OptionalText(terms.DebitAccountId),
            CreditAccountId = LedgerWire.OptionalText(terms.CreditAccountId),
            Amount = LedgerWire.ToWire(terms.Kind == TransferKind.Void ? hold!.Value.Released : terms.Amount),
            PendingId = LedgerWire.OptionalText(terms.PendingId),
            Final = terms.Final,
            Code = (uint)terms.Code,
            ExternalReference = terms.ExternalReference,
            CreateTime = LedgerWire.ToWire(transfer.CreateTime),
        };
        if (terms.Kind == TransferKind.Pending)
        {
            wire.HoldState = (V1.HoldState)hold!.Value.State;
            wire.AmountHeld = LedgerWire.ToWire(hold.Value.Held);
        }

        return wire;
    }

    private static TransferKind? ParseKind(V1.TransferKind kind, FieldViolations violations)
    {
        if (Enum.IsDefined((TransferKind)kind))
        {
            return (TransferKind)kind;
        }

        violations.Add("kind", "must be SINGLE, PENDING, POST or VOID");
        return null;
    }

    private static Id128 ParseAccountId(TransferKind? kind, string text, string field, FieldViolations violations) => kind switch
    {
        TransferKind.Single or TransferKind.Pending => ParseRequiredId(text, field, violations),
        TransferKind.Post or TransferKind.Void =>
            RequireEmpty(text, field, "must be empty: a POST or VOID takes it from the hold", violations),
        _ => ParseOptionalId(text, field, violations),
    };

    private static Id128 ParsePendingId(TransferKind? kind, string text, FieldViolations violations) => kind switch
    {
        TransferKind.Single or TransferKind.Pending =>
            RequireEmpty(text, "pending_id", "must be empty: only a POST or VOID names a hold", violations),
        TransferKind.Post or TransferKind.Void => ParseRequiredId(text, "pending_id", violations),
        _ => ParseOptionalId(text, "pending_id", violations),
    };

    private static UInt128 ParseAmount(TransferKind? kind, Mesh.Type.V1.UInt128? amount, FieldViolations violations)
    {
        if (kind == TransferKind.Void)
        {
            if (amount is not null)
            {
                violations.Add("amount", "must be absent: a VOID releases all that is left");
            }

            return 0;
        }

        var value = amount is null ? 0 : new UInt128(amount.High, amount.Low);
        if (value == 0)
        {
            violations.Add("amount", "must be at least 1");
        }

        return value;
    }

    private static bool ParseFinal(TransferKind? kind, bool isFinal, FieldViolations violations)
    {
        if (isFinal && kind is not (null or TransferKind.Post))
        {
            violations.Add("final", "must be false unless the kind is POST");
        }

        return isFinal;
    }

    private static Id128 ParseRequiredId(string text, string field, FieldViolations violations)
    {
        if (text.Length > 0)
        {
            return LedgerWire.ParseId(text, field, violations);
        }

        violations.Add(field, "is required for this kind of transfer");
        return default;
    }

    private static Id128 ParseOptionalId(string text, string field, FieldViolations violations) =>
        text.Length == 0 ? default : LedgerWire.ParseId(text, field, violations);

    private static Id128 RequireEmpty(string text, string field, string description, FieldViolations violations)
    {
        if (text.Length > 0)
        {
            violations.Add(field, description);
        }

        return default;
    }

    private static void CheckDifferent(TransferTerms terms, FieldViolations violations)
    {
        if (terms.DebitAccountId != default && terms.DebitAccountId == terms.CreditAccountId)
        {
            violations.Add("credit_account_id", "must differ from debit_account_id");
        }

        if (terms.PendingId != default && terms.PendingId == terms.Id)
        {
            violations.Add("pending_id", "must differ from id");
        }
    }

    private static void RefuseOutputOnly(V1.Transfer transfer, FieldViolations violations)
    {
        LedgerWire.RefuseOutputOnly(transfer.CreateTime, "create_time", violations);
        LedgerWire.RefuseOutputOnly(transfer.HoldState == V1.HoldState.Unspecified ? null : transfer.HoldState, "hold_state", violations);
        LedgerWire.RefuseOutputOnly(transfer.AmountHeld, "amount_held", violations);
    }
}
