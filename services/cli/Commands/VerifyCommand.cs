using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Job;
using Mesh.Cli.Running;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Verifies every journal, and every invariant of the tenants that are named.</summary>
internal static class VerifyCommand
{
    public static Task<int> RunAsync(IReadOnlyList<string> tenants, string? profile, CancellationToken cancellationToken) =>
        MeshAccess.WithAsync(profile, Consoles.Output, (mesh, token) => VerifyAsync(mesh, tenants, token), cancellationToken);

    private static async Task<int> VerifyAsync(RunRecord mesh, IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(mesh);
        try
        {
            var invariants = await new InvariantChecks(clients).CheckAsync(tenants, cancellationToken);
            var table = new Table().Border(TableBorder.Simple).AddColumn("checked").AddColumn("").AddColumn("");
            foreach (var invariant in invariants)
            {
                table.AddRow(
                    Markup.Escape(invariant.Name),
                    invariant.Holds ? "[green]holds[/]" : "[red]BROKEN[/]",
                    Markup.Escape(invariant.Detail)
                );
            }

            Consoles.Output.Write(table);
            return invariants.All(invariant => invariant.Holds) ? 0 : 1;
        }
        catch (RpcException problem)
        {
            throw new CliException(RpcText.Line(problem), problem);
        }
    }
}
