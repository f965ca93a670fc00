using Google.Rpc;
using Grpc.Core;
using Mesh.Cli.Clients;

namespace Mesh.Cli.Job;

/// <summary>
/// Fields of a row whose text no request can carry, such as an amount of "12.50". The request then carries a value that the service
/// refuses in any case, so that one answer names every other wrong field too.
/// </summary>
internal sealed class RowProblems
{
    private readonly List<(string Field, string Problem)> found = [];

    /// <summary>Adds one.</summary>
    /// <param name="field">Field of the request, or the first part of its name.</param>
    /// <param name="problem">What is wrong with the text.</param>
    public void Add(string field, string problem) => found.Add((field, problem));

    /// <summary>Throws when there are any: a service that accepted the request did not look.</summary>
    public void RequireNone()
    {
        if (found.Count > 0)
        {
            throw new InvalidOperationException($"A service accepted a request that it must refuse: {Line([])}.");
        }
    }

    /// <summary>Gets one line that names every wrong field: those found here in the row's own words, the others in the service's.</summary>
    public string Describe(RpcException refusal) =>
        Line(
            RpcText.WrongFields(refusal).Where(wrong => !found.Exists(one => wrong.Field.StartsWith(one.Field, StringComparison.Ordinal)))
        );

    private string Line(IEnumerable<BadRequest.Types.FieldViolation> others) =>
        string.Join("; ", found.Select(one => $"{one.Field} {one.Problem}").Concat(others.Select(one => $"{one.Field} {one.Description}")));
}
