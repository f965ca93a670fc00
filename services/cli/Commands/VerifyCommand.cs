using System.Text.Json;
using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Job;
using Mesh.Cli.Running;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Verifies every journal, and every invariant of the tenants that are named, and shows the state hash of their books.</summary>
internal static class VerifyCommand
{
    public static Task<int> RunAsync(IReadOnlyList<string> tenants, string? profile, bool isJson, CancellationToken cancellationToken) =>
        MeshAccess.WithAsync(
            profile,
            isJson ? Consoles.Error : Consoles.Output,
            (mesh, token) => VerifyAsync(mesh, tenants, isJson, token),
            cancellationToken);

    private static async Task<int> VerifyAsync(
        RunRecord mesh, IReadOnlyList<string> tenants, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(mesh);
        try
        {
            var invariants = await new InvariantChecks(clients).CheckAsync(tenants, cancellationToken);
            var books = new Dictionary<string, GetBookHashResponse>();
            foreach (var tenant in tenants.Distinct())
            {
                var request = new GetBookHashRequest { Book = tenant };
                books[tenant] = await Patient.CallAsync(options => clients.Ledger.GetBookHashAsync(request, options), cancellationToken);
            }

            if (isJson)
            {
                Consoles.PlainOutput.WriteLine(JsonOf(invariants, books));
            }
            else
            {
                Print(invariants, books);
            }

            return invariants.All(invariant => invariant.Holds) ? 0 : 1;
        }
        catch (RpcException problem)
        {
            throw new CliException(RpcText.Line(problem), problem);
        }
    }

    private static void Print(IReadOnlyList<Invariant> invariants, Dictionary<string, GetBookHashResponse> books)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("checked").AddColumn("").AddColumn("");
        foreach (var invariant in invariants)
        {
            table.AddRow(
                Markup.Escape(invariant.Name),
                invariant.Holds ? "[green]holds[/]" : "[red]BROKEN[/]",
                Markup.Escape(invariant.Detail));
        }

        foreach (var (tenant, book) in books)
        {
            table.AddRow(Markup.Escape($"{tenant}: state hash"), "", Hex(book));
        }

        Consoles.Output.Write(table);
    }

    /// <summary>Writes the whole answer as one object.</summary>
    internal static string JsonOf(IReadOnlyList<Invariant> invariants, Dictionary<string, GetBookHashResponse> books) =>
        JsonSerializer.Serialize(new
        {
            holds = invariants.All(invariant => invariant.Holds),
            checks = invariants.Select(invariant => new
            {
                name = invariant.Name, holds = invariant.Holds, detail = invariant.Detail,
            }),
            books = books.Select(book => new
            {
                book = book.Key,
                stateHash = Hex(book.Value),
                sequence = book.Value.Sequence,
                accounts = book.Value.AccountCount,
                transfers = book.Value.TransferCount,
            }),
        });

    private static string Hex(GetBookHashResponse book) => Convert.ToHexStringLower(book.StateHash.Span);
}
