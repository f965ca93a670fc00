using Google.Rpc;
using Grpc.Core;

namespace Mesh.Cli.Clients;

/// <summary>Errors of a service as a person reads them.</summary>
public static class RpcText
{
    /// <summary>Gets the reason of an error, or the status when it has none.</summary>
    public static string Reason(RpcException problem) =>
        problem.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? problem.StatusCode.ToString();

    /// <summary>Gets the fields that were wrong in a request.</summary>
    public static IReadOnlyList<BadRequest.Types.FieldViolation> WrongFields(RpcException problem) =>
        problem.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.ToList() ?? [];

    /// <summary>Gets one line: reason, message, and every wrong field.</summary>
    public static string Line(RpcException problem)
    {
        var list = string.Join("; ", WrongFields(problem).Select(field => $"{field.Field} {field.Description}"));
        return $"{Reason(problem)}: {problem.Status.Detail}{(list.Length > 0 ? $" {list}." : "")}";
    }
}
