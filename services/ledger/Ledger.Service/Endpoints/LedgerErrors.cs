using System.Diagnostics;
using System.Globalization;
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

    public static ServiceError EventsTooLarge() => ServiceError.InvalidArgument(
        InvalidRequest, "The events do not fit one journal record, 1 MiB; none was restored. Send fewer at once.");

    public static ServiceError BookIsBeingRestored(string book) =>
        ServiceError.FailedPrecondition(
            "BOOK_IS_BEING_RESTORED", "The book is being restored: nothing else happens in it until FinishRestore. Nothing was done.")
            .With("book", book);

    public static ServiceError BookNotRestorable(string book) =>
        ServiceError.FailedPrecondition(
            "BOOK_NOT_RESTORABLE", "The book has events of its own, or its restoring is finished, or nothing was restored into it.")
            .With("book", book);

    public static ServiceError RestoreGap(string book) =>
        ServiceError.FailedPrecondition("RESTORE_GAP", "The events right before these are not restored yet: send them first.")
            .With("book", book);

    public static ServiceError EventNotReproduced(string book, RestoreRefused refused) =>
        ServiceError.FailedPrecondition(
            "EVENT_NOT_REPRODUCED", "The events are not those of one book from its first on, or were changed. None of them was restored.")
            .With("book", book).With("index", refused.Index.ToString(CultureInfo.InvariantCulture))
            .With("why", WireNames.Spell(refused.Reason.ToString()));

    /// <summary>Says why a command was refused as a whole.</summary>
    public static ServiceError Of(string book, LedgerResult result) => result switch
    {
        Domain.BookIsBeingRestored => BookIsBeingRestored(book),
        RestoreRefused { Reason: RestoreRefusal.BookNotEmpty } => BookNotRestorable(book),
        RestoreRefused { Reason: RestoreRefusal.Gap } => RestoreGap(book),
        RestoreRefused refused => EventNotReproduced(book, refused),
        _ => throw new UnreachableException($"{result.GetType().Name} is no refusal."),
    };

    /// <summary>Ends a stream of a server that stops, with the reason that its other calls are refused with.</summary>
    public static ServiceError ServerStopping() => ServiceError.Unavailable(
        "SERVER_STOPPING", "This server is stopping; go on with another one.", TimeSpan.FromSeconds(1));

    public static ServiceError PartitionUnavailable(ServiceUnavailableException reason) =>
        ServiceError.Unavailable(
            "PARTITION_UNAVAILABLE",
            reason.OutcomeUnknown
                ? "The outcome is unknown: send the request again with the same identifiers."
                : "The partition cannot answer now: send the request again.",
            reason.RetryAfter);
}
