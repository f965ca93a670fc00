using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Feed;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Reads events of the feed back. What a client once asked is read by the parsers of the requests that ask it, so an event that nobody
/// could have caused is malformed here.
/// </summary>
internal static class RestoreWire
{
    private static readonly Mesh.Type.V1.UInt128 Nothing = new();

    /// <summary>Reads one event for a book.</summary>
    public static LedgerEvent Parse(V1.LedgerEvent wire, string book, FieldViolations violations)
    {
        var time = ParseTime(wire.EventTime, "event_time", violations);
        return ParseKind(wire, book, violations) with { RestoredTime = time };
    }

    /// <summary>Reads a time that has to be there.</summary>
    public static Moment ParseTime(Timestamp? time, string field, FieldViolations violations)
    {
        if (time is null)
        {
            violations.Add(field, "is required");
        }

        return LedgerWire.ParseTime(time, LedgerLimits.ClientTimeEnd, field, violations) ?? default;
    }

    private static LedgerEvent ParseKind(V1.LedgerEvent wire, string book, FieldViolations violations)
    {
        switch (wire.EventCase)
        {
            case V1.LedgerEvent.EventOneofCase.AssetCreated:
                var asset = AssetWire.Parse(ToRequest(wire.AssetCreated), violations.At("asset_created"));
                return new AssetCreated(book, asset);
            case V1.LedgerEvent.EventOneofCase.AccountCreated:
                var account = AccountWire.Parse(ToRequest(wire.AccountCreated), violations.At("account_created"));
                return new AccountCreated(book, account, (int)Math.Min(wire.AccountCreated.AssetScale, int.MaxValue));
            case V1.LedgerEvent.EventOneofCase.AccountUpdated:
                var update = AccountWire.Parse(ToRequest(wire.AccountUpdated), violations.At("account_updated"));
                return new AccountUpdated(book, update, wire.AccountUpdated.Version);
            case V1.LedgerEvent.EventOneofCase.AccountUpdateRefused:
                return Parse(wire.AccountUpdateRefused, book, violations.At("account_update_refused"));
            case V1.LedgerEvent.EventOneofCase.TransferCreated:
                return Parse(wire.TransferCreated, book, violations.At("transfer_created"));
            case V1.LedgerEvent.EventOneofCase.TransferRefused:
                return Parse(wire.TransferRefused, book, violations.At("transfer_refused"));
            case V1.LedgerEvent.EventOneofCase.HoldExpired:
                return Parse(wire.HoldExpired, book, violations.At("hold_expired"));
            default:
                violations.Add("event", "must be an event that can be restored");
                return new RestoreFinished(book);
        }
    }

    private static AccountUpdateRefused Parse(V1.AccountUpdateRefused refused, string book, FieldViolations violations)
    {
        var status = WireNames.Find<AccountUpdateStatus>(refused.Reason);
        if (status is not (AccountUpdateStatus.AccountNotFound or AccountUpdateStatus.AccountVersionMismatch
            or AccountUpdateStatus.AccountMustBeEmpty))
        {
            violations.Add("reason", "must be the reason of a refusal");
        }

        return new AccountUpdateRefused(book, AccountWire.Parse(ToRequest(refused), violations), status ?? default, Version: 0);
    }

    private static TransferApplied Parse(V1.TransferCreated created, string book, FieldViolations violations) => new(
        book,
        TransferWire.Parse(ToRequest(created, created.AskedAmount ?? created.Amount), violations),
        LedgerWire.ParseId(created.DebitAccountId, "debit_account_id", violations),
        LedgerWire.ParseId(created.CreditAccountId, "credit_account_id", violations),
        Value(created.Amount),
        Value(created.Released));

    private static TransferRefused Parse(V1.TransferRefused refused, string book, FieldViolations violations)
    {
        var status = WireNames.Find<TransferStatus>(refused.Reason);
        if (status is null or TransferStatus.Created or TransferStatus.Exists || status.Value.IsDifference())
        {
            violations.Add("reason", "must be the reason of a refusal");
        }

        if (refused.Asked is null)
        {
            violations.Add("asked", "is required");
        }

        var asked = refused.Asked ?? new V1.TransferCreated();
        return new TransferRefused(
            book, TransferWire.Parse(ToRequest(asked, asked.Amount), violations.At("asked")), status ?? default);
    }

    private static HoldExpired Parse(V1.HoldExpired expired, string book, FieldViolations violations) => new(
        book,
        LedgerWire.ParseId(expired.TransferId, "transfer_id", violations),
        LedgerWire.ParseId(expired.DebitAccountId, "debit_account_id", violations),
        LedgerWire.ParseId(expired.CreditAccountId, "credit_account_id", violations),
        Value(expired.Amount));

    private static V1.Asset ToRequest(V1.AssetCreated created) =>
        new() { Code = created.Code, Scale = created.Scale, ExternalReference = created.ExternalReference };

    private static V1.Account ToRequest(V1.AccountCreated created) => new()
    {
        Id = created.AccountId,
        Asset = created.Asset,
        Type = (V1.AccountType)(WireNames.Find<AccountType>(created.Type) ?? default),
        Code = created.Code,
        DebitsMustNotExceedCredits = created.DebitsMustNotExceedCredits,
        CreditsMustNotExceedDebits = created.CreditsMustNotExceedDebits,
        OverdraftLimit = created.OverdraftLimit,
        ExternalReference = created.ExternalReference,
        History = created.History,
        Imported = created.CreateTime is not null,
        CreateTime = created.CreateTime,
    };

    private static V1.AccountUpdate ToRequest(V1.AccountUpdated updated)
    {
        var request = new V1.AccountUpdate
        {
            Id = updated.UpdateId,
            AccountId = updated.AccountId,
            ExpectedVersion = updated.ExpectedVersion,
            Metadata = updated.Metadata,
        };
        Copy(updated.HasFrozen ? updated.Frozen : null, updated.HasClosed ? updated.Closed : null, request);
        return request;
    }

    private static V1.AccountUpdate ToRequest(V1.AccountUpdateRefused refused)
    {
        var request = new V1.AccountUpdate
        {
            Id = refused.UpdateId,
            AccountId = refused.AccountId,
            ExpectedVersion = refused.ExpectedVersion,
            Metadata = refused.Metadata,
        };
        Copy(refused.HasFrozen ? refused.Frozen : null, refused.HasClosed ? refused.Closed : null, request);
        return request;
    }

    private static void Copy(bool? isFrozen, bool? isClosed, V1.AccountUpdate request)
    {
        if (isFrozen is { } frozen)
        {
            request.Frozen = frozen;
        }

        if (isClosed is { } closed)
        {
            request.Closed = closed;
        }
    }

    /// <summary>Gets the request of a transfer: what the kind takes from elsewhere is left out.</summary>
    private static V1.Transfer ToRequest(V1.TransferCreated created, Mesh.Type.V1.UInt128? amount)
    {
        var kind = WireNames.Find<TransferKind>(created.Kind);
        var namesAccounts = kind is TransferKind.Single or TransferKind.Pending;
        return new V1.Transfer
        {
            Id = created.TransferId,
            Kind = (V1.TransferKind)(kind ?? default),
            DebitAccountId = namesAccounts ? created.DebitAccountId : "",
            CreditAccountId = namesAccounts ? created.CreditAccountId : "",
            Amount = kind is TransferKind.Void or TransferKind.Reverse ? null : amount ?? Nothing,
            PendingId = created.PendingId,
            ReversesId = created.ReversesId,
            Final = created.Final,
            Code = created.Code,
            ExternalReference = created.ExternalReference,
            Linked = created.Linked,
            BalancingDebit = created.BalancingDebit,
            BalancingCredit = created.BalancingCredit,
            ClosingDebit = created.ClosingDebit,
            ClosingCredit = created.ClosingCredit,
            TimeoutSeconds = created.TimeoutSeconds,
            EffectiveTime = created.EffectiveTime,
            Metadata = { created.Metadata },
            ExchangeRate = created.ExchangeRate,
            Imported = created.CreateTime is not null,
            CreateTime = created.CreateTime,
        };
    }

    private static UInt128 Value(Mesh.Type.V1.UInt128? amount) => amount is null ? 0 : new UInt128(amount.High, amount.Low);
}
