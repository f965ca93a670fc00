using Grpc.Net.Client;
using Mesh.Benchmarks.Load;
using Mesh.Ledger.V1;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>Transfers between accounts of one book: one partition, one writer, however many callers.</summary>
internal sealed class LedgerLoad(Uri ledger) : IDisposable
{
    private const string Book = "bench";
    private const int ItemsMax = 8_190;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel channel = GrpcChannel.ForAddress(
        ledger,
        new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            MaxReceiveMessageSize = null,
        }
    );

    private long transferCount;

    /// <summary>Transfers that were acknowledged.</summary>
    public long TransferCount => Interlocked.Read(ref transferCount);

    /// <summary>Creates accounts 1 to <paramref name="count"/> that have no limit: they cannot run dry.</summary>
    public async Task CreateAccountsAsync(int count)
    {
        var client = new LedgerService.LedgerServiceClient(channel);
        for (var first = 1; first <= count; first += ItemsMax)
        {
            var request = new CreateAccountsRequest { Book = Book };
            foreach (var number in Enumerable.Range(first, Math.Min(ItemsMax, count - first + 1)))
            {
                request.Accounts.Add(
                    new Account
                    {
                        Id = AccountId(number),
                        Asset = "EUR",
                        Type = AccountType.Liability,
                        Code = 1,
                    }
                );
            }

            var response = await client.CreateAccountsAsync(request, deadline: DateTime.UtcNow + Patience);
            if (response.Results.Any(result => result.Status != CreateAccountStatus.Created))
            {
                throw new InvalidOperationException("An account of the benchmark was not created.");
            }
        }
    }

    /// <summary>Runs callers in a closed loop.</summary>
    /// <param name="callers">Calls in flight.</param>
    /// <param name="items">Transfers a call.</param>
    /// <param name="accounts">Accounts, from 1, between which they go.</param>
    /// <param name="idsInOrder">True for identifiers in the order of time, false for random ones.</param>
    /// <param name="time">How long.</param>
    /// <returns>Calls a second, with their latencies.</returns>
    public Task<LoadResult> RunAsync(int callers, int items, int accounts, bool idsInOrder, MeasuredTime time) =>
        ClosedLoop.RunAsync(callers, time.WarmUp, time.Measured, _ => TransferAsync(items, accounts, idsInOrder));

    /// <summary>Sends calls at a steady rate, whether or not those before are answered, and reports their latencies.</summary>
    /// <param name="callsPerSecond">Rate.</param>
    /// <param name="items">Transfers a call.</param>
    /// <param name="accounts">Accounts between which they go.</param>
    /// <param name="time">How long.</param>
    public Task<LoadResult> RunPacedAsync(double callsPerSecond, int items, int accounts, MeasuredTime time) =>
        PacedLoop.RunAsync(callsPerSecond, time, TimeProvider.System, () => TransferAsync(items, accounts, idsInOrder: true));

    public void Dispose() => channel.Dispose();

    private async Task TransferAsync(int items, int accounts, bool idsInOrder)
    {
        var request = new CreateTransfersRequest { Book = Book };
        for (var item = 0; item < items; item++)
        {
            var debit = Random.Shared.Next(1, accounts + 1);
            request.Transfers.Add(
                new Transfer
                {
                    Id = (idsInOrder ? Guid.CreateVersion7() : Guid.NewGuid()).ToString(),
                    Kind = TransferKind.Single,
                    DebitAccountId = AccountId(debit),
                    CreditAccountId = AccountId(debit % accounts + 1),
                    Amount = new Mesh.Type.V1.UInt128 { Low = (ulong)(1 + item % 100) },
                    Code = 1,
                }
            );
        }

        var client = new LedgerService.LedgerServiceClient(channel);
        var response = await client.CreateTransfersAsync(request, deadline: DateTime.UtcNow + Patience);
        foreach (var result in response.Results)
        {
            if (result.Status != CreateTransferStatus.Created)
            {
                throw new InvalidOperationException($"A transfer of the benchmark is {result.Status}.");
            }
        }

        Interlocked.Add(ref transferCount, items);
    }

    private static string AccountId(int number) => new Guid(number, 1, 0, [0, 0, 0, 0, 0, 0, 0, 0]).ToString();
}
