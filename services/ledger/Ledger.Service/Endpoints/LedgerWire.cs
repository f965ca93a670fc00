using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Wire messages to domain values and back. Parsing collects every wrong field.</summary>
internal static class LedgerWire
{
    public static string ParseBook(string book, FieldViolations violations)
    {
        if (!TenantName.IsValid(book))
        {
            violations.Add("book", $"must be {TenantName.Form}");
        }

        return book;
    }

    public static Id128 ParseId(string text, string field, FieldViolations violations)
    {
        if (!Id128.TryParse(text, out var id))
        {
            violations.Add(field, "must be a UUID (8-4-4-4-12 hexadecimal digits), neither all zeros nor all ones");
        }

        return id;
    }

    public static AccountTerms ParseAccount(V1.Account account, FieldViolations violations)
    {
        if (!Currency.TryFind(account.Asset, out _))
        {
            violations.Add("asset", "must be an ISO 4217 code of an active currency, in upper case");
        }

        if (account.Type is < V1.AccountType.Asset or > V1.AccountType.Expense)
        {
            violations.Add("type", "must be one of the account types");
        }

        if (account.DebitsMustNotExceedCredits && account.CreditsMustNotExceedDebits)
        {
            violations.Add("credits_must_not_exceed_debits", "must not be set together with debits_must_not_exceed_credits");
        }

        RefuseOutputOnly(account.DebitsPosted, "debits_posted", violations);
        RefuseOutputOnly(account.CreditsPosted, "credits_posted", violations);
        RefuseOutputOnly(account.DebitsPending, "debits_pending", violations);
        RefuseOutputOnly(account.CreditsPending, "credits_pending", violations);
        RefuseOutputOnly(account.CreateTime, "create_time", violations);
        return new AccountTerms(
            ParseId(account.Id, "id", violations),
            account.Asset,
            (AccountType)account.Type,
            ParseCode(account.Code, violations),
            account.DebitsMustNotExceedCredits ? BalanceLimit.DebitsMustNotExceedCredits
                : account.CreditsMustNotExceedDebits ? BalanceLimit.CreditsMustNotExceedDebits : BalanceLimit.None,
            ParseReference(account.ExternalReference, violations));
    }

    public static TransferTerms ParseTransfer(V1.Transfer transfer, FieldViolations violations)
    {
        RefuseOutputOnly(transfer.CreateTime, "create_time", violations);
        RefuseOutputOnly(transfer.AmountHeld, "amount_held", violations);
        if (transfer.HoldState != V1.HoldState.Unspecified)
        {
            violations.Add("hold_state", "is output only and must be absent");
        }

        var terms = new TransferTerms(
            ParseId(transfer.Id, "id", violations),
            (TransferKind)transfer.Kind,
            ParseOptionalId(transfer.DebitAccountId, "debit_account_id", violations),
            ParseOptionalId(transfer.CreditAccountId, "credit_account_id", violations),
            FromWire(transfer.Amount),
            ParseOptionalId(transfer.PendingId, "pending_id", violations),
            transfer.Final,
            ParseCode(transfer.Code, violations),
            ParseReference(transfer.ExternalReference, violations));
        TransferShape.Check(transfer, violations);
        return terms;
    }

    public static V1.Account ToWire(Account account) => new()
    {
        Id = account.Terms.Id.ToString(),
        Asset = account.Terms.Asset,
        Type = (V1.AccountType)account.Terms.Type,
        Code = (uint)account.Terms.Code,
        DebitsMustNotExceedCredits = account.Terms.Limit == BalanceLimit.DebitsMustNotExceedCredits,
        CreditsMustNotExceedDebits = account.Terms.Limit == BalanceLimit.CreditsMustNotExceedDebits,
        ExternalReference = account.Terms.ExternalReference,
        DebitsPosted = ToWire(account.Balances.DebitsPosted),
        CreditsPosted = ToWire(account.Balances.CreditsPosted),
        DebitsPending = ToWire(account.Balances.DebitsPending),
        CreditsPending = ToWire(account.Balances.CreditsPending),
        CreateTime = ToWire(account.CreateTime),
    };

    public static V1.Transfer ToWire(Transfer transfer, Hold? hold)
    {
        var terms = transfer.Terms;
        return new V1.Transfer
        {
            Id = terms.Id.ToString(),
            Kind = (V1.TransferKind)terms.Kind,
            DebitAccountId = OptionalText(terms.DebitAccountId),
            CreditAccountId = OptionalText(terms.CreditAccountId),
            Amount = terms.Kind == TransferKind.Void ? null : ToWire(terms.Amount),
            PendingId = OptionalText(terms.PendingId),
            Final = terms.Final,
            Code = (uint)terms.Code,
            ExternalReference = terms.ExternalReference,
            CreateTime = ToWire(transfer.CreateTime),
            HoldState = hold is null ? V1.HoldState.Unspecified : (V1.HoldState)hold.State,
            AmountHeld = hold is null ? null : ToWire(hold.Held),
        };
    }

    public static Mesh.Type.V1.UInt128 ToWire(UInt128 value) =>
        new() { Low = (ulong)(value & ulong.MaxValue), High = (ulong)(value >> 64) };

    public static Timestamp ToWire(Moment time)
    {
        const long NanosPerSecond = 1_000_000_000;
        return new Timestamp { Seconds = time.UnixNanos / NanosPerSecond, Nanos = (int)(time.UnixNanos % NanosPerSecond) };
    }

    private static UInt128 FromWire(Mesh.Type.V1.UInt128? value) => value is null ? 0 : new UInt128(value.High, value.Low);

    private static Id128 ParseOptionalId(string text, string field, FieldViolations violations) =>
        text.Length == 0 ? default : ParseId(text, field, violations);

    private static string OptionalText(Id128 id) => id == default ? "" : id.ToString();

    private static int ParseCode(uint code, FieldViolations violations)
    {
        if (code is 0 or > LedgerLimits.CodeMax)
        {
            violations.Add("code", string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {LedgerLimits.CodeMax}"));
            return 0;
        }

        return (int)code;
    }

    private static string ParseReference(string reference, FieldViolations violations)
    {
        if (reference.Length > LedgerLimits.ExternalReferenceCharactersMax)
        {
            violations.Add("external_reference", $"must have at most {LedgerLimits.ExternalReferenceCharactersMax} characters");
        }

        return reference;
    }

    private static void RefuseOutputOnly(object? value, string field, FieldViolations violations)
    {
        if (value is not null)
        {
            violations.Add(field, "is output only and must be absent");
        }
    }
}
