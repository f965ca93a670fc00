namespace Mesh.Ledger.Domain;

/// <summary>
/// Answers a repeat of a known identifier: the first answer when everything is the same, otherwise the first field that differs, in the
/// order
/// of the statuses.
/// </summary>
internal static class TermsComparison
{
    public static AccountStatus Compare(AccountTerms first, AccountTerms again)
    {
        if (first.Asset != again.Asset)
        {
            return AccountStatus.ExistsWithDifferentAsset;
        }

        if (first.Type != again.Type)
        {
            return AccountStatus.ExistsWithDifferentType;
        }

        if (first.Code != again.Code)
        {
            return AccountStatus.ExistsWithDifferentCode;
        }

        if (first.Limit != again.Limit || first.KeepsHistory != again.KeepsHistory
            || (first.ImportTime is null) != (again.ImportTime is null))
        {
            return AccountStatus.ExistsWithDifferentFlags;
        }

        if (first.OverdraftLimit != again.OverdraftLimit)
        {
            return AccountStatus.ExistsWithDifferentOverdraftLimit;
        }

        if (first.ExternalReference != again.ExternalReference)
        {
            return AccountStatus.ExistsWithDifferentExternalReference;
        }

        return first.ImportTime != again.ImportTime ? AccountStatus.ExistsWithDifferentCreateTime : AccountStatus.Exists;
    }

    /// <summary>For a refused update the first answer is its refusal.</summary>
    public static AccountUpdateStatus Compare(in DecidedUpdate known, AccountUpdate again)
    {
        var first = known.Terms;
        return first.AccountId != again.AccountId ? AccountUpdateStatus.ExistsWithDifferentAccountId
            : first.ExpectedVersion != again.ExpectedVersion ? AccountUpdateStatus.ExistsWithDifferentExpectedVersion
            : first.IsFrozen != again.IsFrozen ? AccountUpdateStatus.ExistsWithDifferentFrozen
            : first.IsClosed != again.IsClosed ? AccountUpdateStatus.ExistsWithDifferentClosed
            : !Equals(first.Metadata, again.Metadata) ? AccountUpdateStatus.ExistsWithDifferentMetadata
            : known.Status == AccountUpdateStatus.Updated ? AccountUpdateStatus.Exists
            : known.Status;
    }

    /// <summary>For a refused transfer the first answer is its refusal.</summary>
    public static TransferStatus Compare(Transfer first, TransferTerms again) =>
        FirstDifference(first.Terms, again) ?? (first.IsApplied ? TransferStatus.Exists : first.Status);

    private static TransferStatus? FirstDifference(TransferTerms first, TransferTerms again)
    {
        if (first.Kind != again.Kind)
        {
            return TransferStatus.ExistsWithDifferentKind;
        }

        if (first.Flags != again.Flags || (first.ImportTime is null) != (again.ImportTime is null))
        {
            return TransferStatus.ExistsWithDifferentFlags;
        }

        if (first.PendingId != again.PendingId)
        {
            return TransferStatus.ExistsWithDifferentPendingId;
        }

        if (first.ReversesId != again.ReversesId)
        {
            return TransferStatus.ExistsWithDifferentReversesId;
        }

        if (first.TimeoutSeconds != again.TimeoutSeconds)
        {
            return TransferStatus.ExistsWithDifferentTimeout;
        }

        if (first.DebitAccountId != again.DebitAccountId)
        {
            return TransferStatus.ExistsWithDifferentDebitAccountId;
        }

        if (first.CreditAccountId != again.CreditAccountId)
        {
            return TransferStatus.ExistsWithDifferentCreditAccountId;
        }

        if (first.Amount != again.Amount)
        {
            return TransferStatus.ExistsWithDifferentAmount;
        }

        if (first.Final != again.Final)
        {
            return TransferStatus.ExistsWithDifferentFinal;
        }

        if (first.Code != again.Code)
        {
            return TransferStatus.ExistsWithDifferentCode;
        }

        if (first.ExternalReference != again.ExternalReference)
        {
            return TransferStatus.ExistsWithDifferentExternalReference;
        }

        if (first.EffectiveTime != again.EffectiveTime)
        {
            return TransferStatus.ExistsWithDifferentEffectiveTime;
        }

        if (!first.Metadata.Equals(again.Metadata))
        {
            return TransferStatus.ExistsWithDifferentMetadata;
        }

        if (first.ImportTime != again.ImportTime)
        {
            return TransferStatus.ExistsWithDifferentCreateTime;
        }

        return first.Exchange == again.Exchange ? null : TransferStatus.ExistsWithDifferentExchangeRate;
    }
}
