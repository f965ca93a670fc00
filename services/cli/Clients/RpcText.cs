using Google.Rpc;
using Grpc.Core;

namespace Mesh.Cli.Clients;

/// <summary>Errors of a service as a person reads them.</summary>
public static class RpcText
{
    /// <summary>Gets the reason of an error, or the status when it has none.</summary>
    public static string Reason(RpcException problem) =>
        problem.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? problem.StatusCode.ToString();

    /// <summary>Gets one line: reason, message, and every wrong field.</summary>
    public static string Line(RpcException problem)
    {
        var fields =
            problem.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.Select(field => $"{field.Field} {field.Description}") ?? [];
        var list = string.Join("; ", fields);
        return $"{Reason(problem)}: {problem.Status.Detail}{(list.Length > 0 ? $" {list}." : "")}";
    }
}
