using Mesh.Host.Errors;
using Mesh.Kernel;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Why a call fails: reason, status and advice. Reasons are those of <c>risk_errors.proto</c>.</summary>
internal static class RiskErrors
{
    public const string InvalidRequest = "INVALID_REQUEST";

    public static ServiceError EvaluationNotFound(string tenant, Id128 id) =>
        ServiceError.NotFound("EVALUATION_NOT_FOUND", "The tenant has no such evaluation: check tenant and identifier.")
            .With("tenant", tenant).With("evaluation_id", id.ToString());

    public static ServiceError EvaluationIdReused(Id128 id, string field) =>
        ServiceError.AlreadyExists("EVALUATION_ID_REUSED", $"The evaluation id was used before with another {field}: use a new id.")
            .With("evaluation_id", id.ToString()).With("field", field);

    public static ServiceError RequestIdReused(Id128 id, string field) =>
        ServiceError.AlreadyExists("REQUEST_ID_REUSED", $"The request id was used before with another {field}: use a new id.")
            .With("request_id", id.ToString()).With("field", field);

    public static ServiceError PartitionUnavailable(ServiceUnavailableException reason) =>
        ServiceError.Unavailable(
            "PARTITION_UNAVAILABLE",
            reason.OutcomeUnknown
                ? "The outcome is unknown: send the request again with the same identifiers."
                : "The partition cannot answer now: send the request again.",
            reason.RetryAfter);
}
