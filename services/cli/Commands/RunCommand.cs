using Mesh.Cli.Clients;
using Mesh.Cli.Job;
using Mesh.Cli.Running;
using Mesh.Cli.Samples;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>The main job: starts the mesh, feeds it a file of payments, checks everything, and shows it.</summary>
internal static class RunCommand
{
    public static Task<int> RunAsync(string? file, string? profile, bool isJson, CancellationToken cancellationToken)
    {
        var rows = SampleFile.Read(file ?? SampleFile.Shipped);

        // With --json, standard output is one object; what is for people goes to standard error.
        var console = isJson ? Consoles.Error : Consoles.Output;
        return MeshAccess.WithAsync(profile, console, (mesh, token) => FeedAsync(rows, mesh, console, isJson, token), cancellationToken);
    }

    private static async Task<int> FeedAsync(
        IReadOnlyList<SampleRow> rows,
        RunRecord mesh,
        IAnsiConsole console,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        using var clients = new MeshClients(mesh);
        var result = await Progressing.ShowAsync(
            console,
            $"Feeding {rows.Count:#,0} rows",
            rows.Count,
            advance => PaymentsJob.RunAsync(rows, clients, advance, cancellationToken)
        );
        var tenants = rows.Select(row => row.Tenant).Where(Kernel.TenantName.IsValid).Distinct().Order(StringComparer.Ordinal).ToList();
        var checks = new InvariantChecks(clients);
        console.WriteLine("Waiting for open outcomes, then checking.");
        var invariants = await checks.CheckAsync(tenants, cancellationToken);
        var balances = new Dictionary<string, IReadOnlyList<Ledger.V1.TrialBalanceRow>>();
        foreach (var tenant in tenants)
        {
            balances[tenant] = await checks.TrialBalanceAsync(tenant, cancellationToken);
        }

        var report = new JobReport(result, balances, invariants);
        if (isJson)
        {
            report.PrintJson(Consoles.PlainOutput);
        }
        else
        {
            report.Print(
                console,
                new MeshPlaces(MeshPlaces.FromCheckout, Path.Combine(MeshFolder.In(Environment.CurrentDirectory).Root, "logs"))
            );
        }

        return report.IsGood ? 0 : 1;
    }
}
