using System.Collections.Immutable;
using Grpc.Core;

namespace Mesh.Host.Errors;

/// <summary>
/// Says to a caller why a call was refused or failed, in a form that a program can act on: a status, a reason that never changes once
/// published, the dynamic parts as metadata, and where it helps the wrong fields or the time to wait. The error interceptor alone turns
/// it into a gRPC status with <c>google.rpc.ErrorInfo</c>, <c>BadRequest</c> and <c>RetryInfo</c> (AIP-193).
/// </summary>
public sealed record ServiceError
{
    private ServiceError(StatusCode code, string reason, string message)
    {
        ErrorText.CheckReason(reason);
        Code = code;
        Reason = reason;
        Message = message;
    }

    /// <summary>The gRPC status.</summary>
    public StatusCode Code { get; }

    /// <summary>Why, in SCREAMING_SNAKE case, at most 63 characters; unique within the domain and never renamed.</summary>
    public string Reason { get; }

    /// <summary>Helps the caller's engineer act. English, never parsed by programs, free of personal data and secrets.</summary>
    public string Message { get; }

    /// <summary>Who defines the reason, for example <c>payments.mesh</c>. Null means the host's own domain.</summary>
    public string? Domain { get; init; }

    /// <summary>The dynamic parts of the message, by lower-case name.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; private init; } = ErrorText.NoMetadata;

    /// <summary>Every wrong field of the request; empty unless the request itself was wrong.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; private init; } = [];

    /// <summary>How long to wait before the same request may succeed; null when a repeat is pointless or the wait is unknown.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The request is wrong whatever the state is: all wrong fields at once.</summary>
    public static ServiceError InvalidArgument(string reason, string message, IReadOnlyList<FieldViolation> violations) =>
        new(StatusCode.InvalidArgument, reason, message) { Violations = violations };

    /// <summary>The request is wrong as a whole, with no single field to name.</summary>
    public static ServiceError InvalidArgument(string reason, string message) => new(StatusCode.InvalidArgument, reason, message);

    /// <summary>What the request names does not exist.</summary>
    public static ServiceError NotFound(string reason, string message) => new(StatusCode.NotFound, reason, message);

    /// <summary>The state forbids it; repeating is pointless until the state changes.</summary>
    public static ServiceError FailedPrecondition(string reason, string message) => new(StatusCode.FailedPrecondition, reason, message);

    /// <summary>The identifier was used before with another body.</summary>
    public static ServiceError AlreadyExists(string reason, string message) => new(StatusCode.AlreadyExists, reason, message);

    /// <summary>A race was lost or a version has moved on; read again, then repeat.</summary>
    public static ServiceError Aborted(string reason, string message, TimeSpan? retryAfter = null) =>
        new(StatusCode.Aborted, reason, message) { RetryAfter = retryAfter };

    /// <summary>A position or page beyond the end was asked for.</summary>
    public static ServiceError OutOfRange(string reason, string message) => new(StatusCode.OutOfRange, reason, message);

    /// <summary>The caller did not prove who it is.</summary>
    public static ServiceError Unauthenticated(string reason, string message) => new(StatusCode.Unauthenticated, reason, message);

    /// <summary>The caller is known and may not do this.</summary>
    public static ServiceError PermissionDenied(string reason, string message) => new(StatusCode.PermissionDenied, reason, message);

    /// <summary>A limit of this service is reached: a queue, a quota, a size.</summary>
    public static ServiceError ResourceExhausted(string reason, string message, TimeSpan? retryAfter = null) =>
        new(StatusCode.ResourceExhausted, reason, message) { RetryAfter = retryAfter };

    /// <summary>A peer or a store is down, or the outcome is unknown: repeat with the same request identifier.</summary>
    public static ServiceError Unavailable(string reason, string message, TimeSpan retryAfter) =>
        new(StatusCode.Unavailable, reason, message) { RetryAfter = retryAfter };

    /// <summary>The server's own time limit passed before an outcome was known: repeat with the same request identifier.</summary>
    public static ServiceError DeadlineExceeded(string reason, string message) => new(StatusCode.DeadlineExceeded, reason, message);

    /// <summary>Stored data are missing or corrupt; an operator has to look.</summary>
    public static ServiceError DataLoss(string reason, string message) => new(StatusCode.DataLoss, reason, message);

    /// <summary>The call is part of the contract but this server does not serve it.</summary>
    public static ServiceError Unimplemented(string reason, string message) => new(StatusCode.Unimplemented, reason, message);

    /// <summary>A bug. The message says nothing of the inside; the correlation identifier leads to the log.</summary>
    internal static ServiceError Internal(string reason, string message) => new(StatusCode.Internal, reason, message);

    /// <summary>Returns a copy that carries one more dynamic part.</summary>
    /// <param name="key">Lower-case name, 2 to 64 characters of <c>a-z A-Z 0-9 - _</c>, beginning with a lower-case letter.</param>
    /// <param name="value">The value; longer than 256 characters is cut, ending in an ellipsis.</param>
    public ServiceError With(string key, string value)
    {
        ErrorText.CheckMetadataKey(key);
        return this with { Metadata = Metadata.SetItem(key, ErrorText.Cut(value, ErrorText.MetadataValueCharactersMax)) };
    }

    /// <summary>Wraps this error so that an endpoint can throw it.</summary>
    public ServiceException AsException() => new(this);

    public override string ToString() => $"{Code} {Reason}: {Message}";
}
