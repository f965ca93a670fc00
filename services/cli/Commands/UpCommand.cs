using System.Text.Json;
using Mesh.Cli.Job;
using Mesh.Cli.Running;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Starts the mesh and stays until Ctrl-C or <c>mesh down</c>.</summary>
internal static class UpCommand
{
    public static async Task<int> RunAsync(MeshShape shape, CancellationToken cancellationToken)
    {
        var console = Consoles.Output;
        var folder = MeshFolder.In(Environment.CurrentDirectory);
        await using var mesh = await LocalMesh.StartAsync(folder, shape, console.WriteLine, cancellationToken);
        console.WriteLine($"Ready in {mesh.StartTime.TotalSeconds:0.0} s. Ctrl-C stops it.");
        console.WriteLine();
        console.WriteLine("In another terminal, in the same folder:");
        console.WriteLine($"  {MeshPlaces.FromCheckout} pay");
        console.WriteLine($"  {MeshPlaces.FromCheckout} balance");
        console.Profile.Width = int.MaxValue;
        console.WriteLine(
            $"  grpcurl -plaintext -d '{Example()}' {mesh.Record.Payments.Authority} mesh.payments.v1.PaymentsService/AuthorizePayment"
        );
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        var broken = mesh.BrokenAsync(cancellationToken);
        if (await Task.WhenAny(stopped, broken) == broken && !cancellationToken.IsCancellationRequested)
        {
            throw new CliException($"{await broken}{Environment.NewLine}Start again with `up`: nothing is lost.");
        }

        console.WriteLine("Stopping.");
        return 0;
    }

    private static string Example() =>
        JsonSerializer.Serialize(
            new
            {
                request_id = Guid.CreateVersion7(),
                tenant = "acme",
                amount = new { currency_code = "EUR", amount_minor = "1999" },
                capture_method = "CAPTURE_METHOD_AUTOMATIC",
                merchant_id = "bookshop",
                card = new
                {
                    number = "4242424242424242",
                    expiry_month = 12,
                    expiry_year = 2030,
                },
            }
        );
}
