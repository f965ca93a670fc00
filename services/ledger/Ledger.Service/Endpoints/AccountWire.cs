using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Accounts on the wire.</summary>
internal static class AccountWire
{
    public static AccountTerms Parse(V1.Account account, FieldViolations violations)
    {
        RefuseOutputOnly(account, violations);
        return new AccountTerms(
            LedgerWire.ParseId(account.Id, "id", violations),
            AssetWire.ParseAsset(account.Asset, violations),
            ParseType(account.Type, violations),
            LedgerWire.ParseCode(account.Code, violations),
            ParseLimit(account, violations),
            LedgerWire.ParseReference(account.ExternalReference, violations))
        {
            OverdraftLimit = ParseOverdraft(account, violations),
            KeepsHistory = account.History,
            ImportTime = ImportWire.ParseTime(account.Imported, account.CreateTime, violations),
        };
    }

    /// <summary>Reads a change of an account.</summary>
    public static AccountUpdate Parse(V1.AccountUpdate update, FieldViolations violations)
    {
        if (!update.HasFrozen && !update.HasClosed && update.Metadata is null)
        {
            violations.Add("", "must change something: set `frozen`, `closed` or `metadata`");
        }

        return new AccountUpdate(
            LedgerWire.ParseId(update.Id, "id", violations),
            LedgerWire.ParseId(update.AccountId, "account_id", violations),
            update.ExpectedVersion,
            update.HasFrozen ? update.Frozen : null,
            update.HasClosed ? update.Closed : null)
        {
            Metadata = update.Metadata is { } metadata ? MetadataWire.Parse(metadata.Entries, "metadata", violations) : null,
        };
    }

    public static V1.Account ToWire(AccountView view) => ToWire(view.Account, view.AssetScale, view.Metadata);

    private static V1.Account ToWire(Account account, int assetScale, Metadata metadata) => new()
    {
        Id = account.Terms.Id.ToString(),
        Asset = account.Terms.Asset,
        Type = (V1.AccountType)account.Terms.Type,
        Code = (uint)account.Terms.Code,
        DebitsMustNotExceedCredits = account.Terms.Limit == BalanceLimit.DebitsMustNotExceedCredits,
        CreditsMustNotExceedDebits = account.Terms.Limit == BalanceLimit.CreditsMustNotExceedDebits,
        ExternalReference = account.Terms.ExternalReference,
        DebitsPosted = LedgerWire.ToWire(account.Balances.DebitsPosted),
        CreditsPosted = LedgerWire.ToWire(account.Balances.CreditsPosted),
        DebitsPending = LedgerWire.ToWire(account.Balances.DebitsPending),
        CreditsPending = LedgerWire.ToWire(account.Balances.CreditsPending),
        CreateTime = LedgerWire.ToWire(account.CreateTime),
        OverdraftLimit = account.Terms.OverdraftLimit == 0 ? null : LedgerWire.ToWire(account.Terms.OverdraftLimit),
        Closed = account.RefusesAsClosed,
        Frozen = account.IsFrozen,
        History = account.Terms.KeepsHistory,
        Version = account.Version,
        Imported = account.Terms.ImportTime is not null,
        AssetScale = (uint)assetScale,
        Metadata = { MetadataWire.ToWire(metadata) },
    };

    private static UInt128 ParseOverdraft(V1.Account account, FieldViolations violations)
    {
        if (account.OverdraftLimit is not { } limit)
        {
            return 0;
        }

        if (!account.DebitsMustNotExceedCredits && !account.CreditsMustNotExceedDebits)
        {
            violations.Add("overdraft_limit", "must be absent unless one of the two limits is set");
        }

        return new UInt128(limit.High, limit.Low);
    }

    private static AccountType ParseType(V1.AccountType type, FieldViolations violations)
    {
        if (!Enum.IsDefined((AccountType)type))
        {
            violations.Add("type", "must be ASSET, LIABILITY, EQUITY, REVENUE or EXPENSE");
        }

        return (AccountType)type;
    }

    private static BalanceLimit ParseLimit(V1.Account account, FieldViolations violations)
    {
        if (account.DebitsMustNotExceedCredits && account.CreditsMustNotExceedDebits)
        {
            violations.Add("credits_must_not_exceed_debits", "must not be set together with debits_must_not_exceed_credits");
        }

        return account.DebitsMustNotExceedCredits ? BalanceLimit.DebitsMustNotExceedCredits
            : account.CreditsMustNotExceedDebits ? BalanceLimit.CreditsMustNotExceedDebits
            : BalanceLimit.None;
    }

    private static void RefuseOutputOnly(V1.Account account, FieldViolations violations)
    {
        LedgerWire.RefuseOutputOnly(account.DebitsPosted, "debits_posted", violations);
        LedgerWire.RefuseOutputOnly(account.CreditsPosted, "credits_posted", violations);
        LedgerWire.RefuseOutputOnly(account.DebitsPending, "debits_pending", violations);
        LedgerWire.RefuseOutputOnly(account.CreditsPending, "credits_pending", violations);
        LedgerWire.RefuseOutputOnly(account.Closed ? account : null, "closed", violations);
        LedgerWire.RefuseOutputOnly(account.Frozen ? account : null, "frozen", violations);
        LedgerWire.RefuseOutputOnly(account.Version != 0 ? account : null, "version", violations);
        LedgerWire.RefuseOutputOnly(account.AssetScale != 0 ? account : null, "asset_scale", violations);
        LedgerWire.RefuseOutputOnly(account.Metadata.Count != 0 ? account : null, "metadata", violations);
    }
}
