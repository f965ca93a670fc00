using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Transfers on the wire.</summary>
/// <remarks>
/// | field | SINGLE, PENDING | POST | VOID | REVERSE |
/// |---|---|---|---|---|
/// | debit_account_id, credit_account_id | required, different | empty | empty | empty |
/// | amount | at least 1; 0 for a closing one too | at least 1 | absent | absent |
/// | pending_id | empty | required, not the own id | required, not the own id | empty |
/// | reverses_id | empty | empty | empty | required, not the own id |
/// | final | false | either | false | false |
/// | balancing_… | either | false | false | false |
/// | closing_…, timeout_seconds | PENDING only | none | none | none |
/// | exchange_rate | after a linked one, not balancing | after a linked one | absent | absent |
/// | effective_time, metadata | any | any | any | any |
/// | imported with create_time | either; no timeout then | either | either | either |
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
            ParseAmount(kind, transfer, violations),
            ParsePendingId(kind, transfer.PendingId, violations),
            ParseFinal(kind, transfer.Final, violations),
            LedgerWire.ParseCode(transfer.Code, violations),
            LedgerWire.ParseReference(transfer.ExternalReference, violations))
        {
            Flags = ParseFlags(kind, transfer, violations),
            TimeoutSeconds = ParseTimeout(kind, transfer, violations),
            ReversesId = ParseReversesId(kind, transfer.ReversesId, violations),
            EffectiveTime = LedgerWire.ParseTime(transfer.EffectiveTime, LedgerLimits.ClientTimeEnd, "effective_time", violations),
            Exchange = ExchangeWire.Parse(transfer, violations),
            ImportTime = ImportWire.ParseTime(transfer.Imported, transfer.CreateTime, violations),
            Metadata = MetadataWire.Parse(transfer.Metadata, "metadata", violations),
        };
        CheckDifferent(terms, violations);
        RefuseOutputOnly(transfer, violations);
        return terms;
    }

    /// <summary>Shows an applied transfer.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="hold">Its hold, for a pending transfer; otherwise null.</param>
    /// <param name="reversedById">The reversal that moved it back; null when there is none.</param>
    public static V1.Transfer ToWire(Transfer transfer, Hold? hold, Id128? reversedById)
    {
        var terms = transfer.Terms;
        var wire = new V1.Transfer
        {
            Id = terms.Id.ToString(),
            Kind = (V1.TransferKind)terms.Kind,
            DebitAccountId = LedgerWire.OptionalText(terms.DebitAccountId),
            CreditAccountId = LedgerWire.OptionalText(terms.CreditAccountId),
            Amount = LedgerWire.ToWire(transfer.Amount),
            PendingId = LedgerWire.OptionalText(terms.PendingId),
            Final = terms.Final,
            Code = (uint)terms.Code,
            ExternalReference = terms.ExternalReference,
            CreateTime = LedgerWire.ToWire(transfer.CreateTime),
            Linked = terms.IsLinked,
            TimeoutSeconds = terms.TimeoutSeconds,
            BalancingDebit = terms.Has(TransferFlags.BalancingDebit),
            BalancingCredit = terms.Has(TransferFlags.BalancingCredit),
            ClosingDebit = terms.Has(TransferFlags.ClosingDebit),
            ClosingCredit = terms.Has(TransferFlags.ClosingCredit),
            ReversesId = LedgerWire.OptionalText(terms.ReversesId),
            ReversedById = LedgerWire.OptionalText(reversedById ?? default),
            Imported = terms.ImportTime is not null,
            ExchangeRate = ExchangeWire.ToWire(terms.Exchange),
            EffectiveTime = terms.EffectiveTime is { } effective ? LedgerWire.ToWire(effective) : null,
            Metadata = { MetadataWire.ToWire(terms.Metadata) },
        };
        if (hold is { } held)
        {
            wire.HoldState = (V1.HoldState)held.State;
            wire.AmountHeld = LedgerWire.ToWire(held.Held);
            wire.ExpireTime = held.ExpireTime is { } expires ? LedgerWire.ToWire(expires) : null;
        }

        return wire;
    }

    private static TransferKind? ParseKind(V1.TransferKind kind, FieldViolations violations)
    {
        if (Enum.IsDefined((TransferKind)kind))
        {
            return (TransferKind)kind;
        }

        violations.Add("kind", "must be SINGLE, PENDING, POST, VOID or REVERSE");
        return null;
    }

    private static Id128 ParseAccountId(TransferKind? kind, string text, string field, FieldViolations violations) => kind switch
    {
        TransferKind.Single or TransferKind.Pending => ParseRequiredId(text, field, violations),
        TransferKind.Post or TransferKind.Void =>
            RequireEmpty(text, field, "must be empty: a POST or VOID takes it from the hold", violations),
        TransferKind.Reverse =>
            RequireEmpty(text, field, "must be empty: a REVERSE takes it from the transfer that it moves back", violations),
        _ => ParseOptionalId(text, field, violations),
    };

    private static Id128 ParsePendingId(TransferKind? kind, string text, FieldViolations violations) => kind switch
    {
        TransferKind.Single or TransferKind.Pending or TransferKind.Reverse =>
            RequireEmpty(text, "pending_id", "must be empty: only a POST or VOID names a hold", violations),
        TransferKind.Post or TransferKind.Void => ParseRequiredId(text, "pending_id", violations),
        _ => ParseOptionalId(text, "pending_id", violations),
    };

    private static Id128 ParseReversesId(TransferKind? kind, string text, FieldViolations violations) => kind switch
    {
        TransferKind.Reverse => ParseRequiredId(text, "reverses_id", violations),
        null => ParseOptionalId(text, "reverses_id", violations),
        _ => RequireEmpty(text, "reverses_id", "must be empty: only a REVERSE moves a transfer back", violations),
    };

    private static TransferFlags ParseFlags(TransferKind? kind, V1.Transfer transfer, FieldViolations violations)
    {
        var isMove = kind is null or TransferKind.Single or TransferKind.Pending;
        var isHold = kind is null or TransferKind.Pending;
        const string Balancing = "must be false unless the kind is SINGLE or PENDING";
        const string Closing = "must be false unless the kind is PENDING";
        return (transfer.Linked ? TransferFlags.Linked : TransferFlags.None)
            | Flag(transfer.BalancingDebit, TransferFlags.BalancingDebit, isMove, "balancing_debit", Balancing, violations)
            | Flag(transfer.BalancingCredit, TransferFlags.BalancingCredit, isMove, "balancing_credit", Balancing, violations)
            | Flag(transfer.ClosingDebit, TransferFlags.ClosingDebit, isHold, "closing_debit", Closing, violations)
            | Flag(transfer.ClosingCredit, TransferFlags.ClosingCredit, isHold, "closing_credit", Closing, violations);
    }

    private static TransferFlags Flag(
        bool isSet, TransferFlags flag, bool isAllowed, string field, string description, FieldViolations violations)
    {
        if (isSet && !isAllowed)
        {
            violations.Add(field, description);
        }

        return isSet ? flag : TransferFlags.None;
    }

    private static uint ParseTimeout(TransferKind? kind, V1.Transfer transfer, FieldViolations violations)
    {
        var seconds = transfer.TimeoutSeconds;
        if (seconds > 0 && kind is not (null or TransferKind.Pending))
        {
            violations.Add("timeout_seconds", "must be 0 unless the kind is PENDING");
        }
        else if (seconds > 0 && transfer.Imported)
        {
            violations.Add("timeout_seconds", "must be 0 for an imported transfer");
        }

        return seconds;
    }

    private static UInt128 ParseAmount(TransferKind? kind, V1.Transfer transfer, FieldViolations violations)
    {
        var amount = transfer.Amount;
        if (kind is TransferKind.Void or TransferKind.Reverse)
        {
            if (amount is not null)
            {
                violations.Add("amount", "must be absent: a VOID releases all that is left, a REVERSE moves all of it back");
            }

            return 0;
        }

        var value = amount is null ? 0 : new UInt128(amount.High, amount.Low);
        if (value == 0 && !(kind == TransferKind.Pending && (transfer.ClosingDebit || transfer.ClosingCredit)))
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

        if (terms.ReversesId != default && terms.ReversesId == terms.Id)
        {
            violations.Add("reverses_id", "must differ from id");
        }
    }

    private static void RefuseOutputOnly(V1.Transfer transfer, FieldViolations violations)
    {
        LedgerWire.RefuseOutputOnly(transfer.HoldState == V1.HoldState.Unspecified ? null : transfer.HoldState, "hold_state", violations);
        LedgerWire.RefuseOutputOnly(transfer.AmountHeld, "amount_held", violations);
        LedgerWire.RefuseOutputOnly(transfer.ExpireTime, "expire_time", violations);
        LedgerWire.RefuseOutputOnly(transfer.ReversedById.Length == 0 ? null : transfer.ReversedById, "reversed_by_id", violations);
    }
}
