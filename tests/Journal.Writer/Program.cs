using System.Globalization;
using Mesh.Dapr.Connection;
using Mesh.Dapr.State;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Microsoft.Extensions.Logging.Abstractions;

// A process that serves partition 0 of the sample bank as if it were the only one, and keeps it busy with commands of its own. The test of
// two processes starts it twice on one store.
//
// Arguments: gRPC address of the sidecar, name of the replica, first command, number of commands.
// Output: "ready" once it serves; then, after a line of input, "<command> <version>" for each command that was acknowledged.
const int CallersAtOnce = 8;

var (sidecar, replica) = (new Uri(args[0]), args[1]);
var first = int.Parse(args[2], CultureInfo.InvariantCulture);
var commands = new Queue<int>(Enumerable.Range(first, int.Parse(args[3], CultureInfo.InvariantCulture)));

using var connection = new DaprConnection(new DaprOptions { GrpcEndpoint = sidecar, HttpEndpoint = sidecar });
await using var partition = new Partition<BankState, BankCommand, BankResult, BankEvent>(
    number: 0,
    new BankMachine(),
    new DaprStateStore(connection, "store"),
    WriterIdentity.CreateNew(replica, $"{replica}:1"),
    TimeProvider.System,
    NullLogger.Instance,
    observer: null);
await partition.StartAsync(CancellationToken.None);
Say("ready");
await Console.In.ReadLineAsync();

await Task.WhenAll(Enumerable.Range(0, CallersAtOnce).Select(_ => Task.Run(CallAsync)));
await partition.StopAsync(CancellationToken.None);

async Task CallAsync()
{
    while (TryTake(out var number))
    {
        var result = await SubmitAsync(new BankCommand(Id128.Derive(replica, $"{number}"), [new BankLeg(From: 0, To: 1, Amount: 1)]));
        Say($"{number} {result.Version}");
    }
}

async Task<BankResult> SubmitAsync(BankCommand command)
{
    while (true)
    {
        try
        {
            return await partition.SubmitAsync(command, CancellationToken.None);
        }
        catch (ServiceUnavailableException)
        {
            // Whatever became of it, the same id gives the same answer.
            continue;
        }
    }
}

bool TryTake(out int number)
{
    lock (commands)
    {
        return commands.TryDequeue(out number);
    }
}

void Say(string line)
{
    lock (commands)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
