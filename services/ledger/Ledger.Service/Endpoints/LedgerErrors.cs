using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Feed;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Why a call fails as a whole: reason, status and advice. Reasons are those of <c>ledger_errors.proto</c>.</summary>
internal static class LedgerErrors
{
    public const string InvalidRequest = "INVALID_REQUEST";

    public static ServiceError AccountNotFound(string book, Id128 id) =>
        ServiceError.NotFound("ACCOUNT_NOT_FOUND", "The book has no such account: check book and identifier.")
            .With("book", book).With("account_id", id.ToString());

    public static ServiceError TransferNotFound(string book, Id128 id) =>
        ServiceError.NotFound("TRANSFER_NOT_FOUND", "The book has no such applied transfer: check book and identifier.")
            .With("book", book).With("transfer_id", id.ToString());

    public static ServiceError AccountKeepsNoHistory(string book, Id128 id) =>
        ServiceError.FailedPrecondition(
            "ACCOUNT_KEEPS_NO_HISTORY",
            "The account was created without history, which is fixed: read ListEvents, and create accounts whose past will be asked for "
                + "with history.")
            .With("book", book).With("account_id", id.ToString());

    public static ServiceError TransferRefused(string book, Id128 id, TransferStatus status) =>
        ServiceError.FailedPrecondition(
            "TRANSFER_REFUSED", "Nothing was moved. The refusal is kept under the identifier: once its reason has gone, use a new one.")
            .With("book", book).With("transfer_id", id.ToString()).With("status", WireNames.Of(status));

    public static ServiceError TransferExistsWithOtherContent(string book, Id128 id, TransferStatus status) =>
        ServiceError.AlreadyExists(
            "TRANSFER_EXISTS_WITH_OTHER_CONTENT", "Nothing was moved. The identifier belongs to another transfer: use a new one.")
            .With("book", book).With("transfer_id", id.ToString()).With("status", WireNames.Of(status));

    public static ServiceError TooManyAccounts(string book) =>
        ServiceError.FailedPrecondition(
            "TOO_MANY_ACCOUNTS", $"The book has more than {LedgerLimits.AggregateAccountsMax} accounts: add up the pages of ListAccounts.")
            .With("book", book);

    public static ServiceError GroupTooLarge() => ServiceError.InvalidArgument(
        InvalidRequest,
        "A linked group does not fit one journal record, with the balances that accounts with history add to it; it was not applied.");

    public static ServiceError PartitionUnavailable(ServiceUnavailableException reason) =>
        ServiceError.Unavailable(
            "PARTITION_UNAVAILABLE",
            reason.OutcomeUnknown
                ? "The outcome is unknown: send the request again with the same identifiers."
                : "The partition cannot answer now: send the request again.",
            reason.RetryAfter);
}
