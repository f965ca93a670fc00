using Google.Protobuf;
using Mesh.Cli.Books;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Makes one transfer.</summary>
internal static class TransferCommand
{
    public static async Task<int> RunAsync(
        string tenant, Transfer transfer, bool isTrial, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        if (transfer.Kind is TransferKind.Single or TransferKind.Pending)
        {
            var accounts = await BookAccounts.ListAsync(clients, tenant, cancellationToken);
            transfer.DebitAccountId = BookAccounts.One(accounts, tenant, transfer.DebitAccountId).Id;
            transfer.CreditAccountId = BookAccounts.One(accounts, tenant, transfer.CreditAccountId).Id;
        }

        var request = new CreateTransfersRequest { Book = tenant, Transfers = { transfer }, ValidateOnly = isTrial };
        var response = await Patient.CallAsync(options => clients.Ledger.CreateTransfersAsync(request, options), cancellationToken);
        var result = response.Results[0];
        if (isJson)
        {
            Consoles.PlainOutput.WriteLine(JsonFormatter.Default.Format(response));
        }
        else
        {
            Print(transfer, result, isTrial);
        }

        return result.Status is CreateTransferStatus.Created or CreateTransferStatus.Exists ? 0 : 1;
    }

    private static void Print(Transfer transfer, CreateTransferResult result, bool isTrial)
    {
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("transfer", transfer.Id + (result.Replayed ? " (a repeat: this is the first answer)" : ""));
        grid.AddRow("kind", transfer.Kind.ToString());
        grid.AddRow("status", result.Status.ToString());
        grid.AddRow("decided", result.CreateTime?.ToDateTimeOffset().ToString("O") ?? "not: this was a dry run");
        Consoles.Output.Write(grid);
        if (!isTrial && result.Status is not (CreateTransferStatus.Created or CreateTransferStatus.Exists))
        {
            Consoles.Output.WriteLine("Nothing was moved, and this id stays refused: try again without --id, or with a new one.");
        }
    }
}
