using Grpc.Net.Client;
using Mesh.Benchmarks.Load;
using Mesh.Kernel;
using Mesh.Ledger.V1;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>
/// Transfers and reads at all replicas of a ledger: each caller keeps to one replica, and every call goes to any of four books, one in each
/// partition. So with two replicas half of the transfers are asked of the one that does not own their partition.
/// </summary>
internal sealed class ReplicaLoad(IReadOnlyList<Uri> ledgers) : IDisposable
{
    /// <summary>Accounts of a book.</summary>
    public const int AccountsPerBook = 1_000;

    private const int PartitionCount = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Books = [.. Enumerable.Range(0, PartitionCount).Select(BookIn)];

    private readonly GrpcChannel[] channels =
    [
        .. ledgers.Select(address => GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } })),
    ];

    /// <summary>Creates the accounts, all without a limit: they cannot run dry.</summary>
    public async Task CreateAccountsAsync()
    {
        foreach (var book in Books)
        {
            var request = new CreateAccountsRequest { Book = book };
            for (var number = 1; number <= AccountsPerBook; number++)
            {
                request.Accounts.Add(new Account { Id = AccountId(number), Asset = "EUR", Type = AccountType.Liability, Code = 1 });
            }

            var response = await Client(caller: 0).CreateAccountsAsync(request, deadline: DateTime.UtcNow + Patience);
            if (response.Results.Any(result => result.Status != CreateAccountStatus.Created))
            {
                throw new InvalidOperationException("An account of the benchmark was not created.");
            }
        }
    }

    /// <summary>Runs callers that write, in a closed loop.</summary>
    /// <param name="callers">Calls in flight.</param>
    /// <param name="items">Transfers a call.</param>
    /// <param name="time">How long.</param>
    /// <returns>Calls a second, with their latencies.</returns>
    public Task<LoadResult> WriteAsync(int callers, int items, MeasuredTime time) =>
        ClosedLoop.RunAsync(callers, time.WarmUp, time.Measured, caller => TransferAsync(Client(caller), items));

    /// <summary>Runs callers that read an account linearizably, in a closed loop.</summary>
    /// <param name="callers">Calls in flight.</param>
    /// <param name="time">How long.</param>
    /// <returns>Calls a second, with their latencies.</returns>
    public Task<LoadResult> ReadAsync(int callers, MeasuredTime time) =>
        ClosedLoop.RunAsync(callers, time.WarmUp, time.Measured, async caller => await Client(caller).GetAccountAsync(
            new GetAccountRequest { Book = AnyBook(), AccountId = AnyAccount() }, deadline: DateTime.UtcNow + Patience));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var channel in channels)
        {
            channel.Dispose();
        }
    }

    private static async Task TransferAsync(LedgerService.LedgerServiceClient ledger, int items)
    {
        var request = new CreateTransfersRequest { Book = AnyBook() };
        for (var item = 0; item < items; item++)
        {
            var debit = Random.Shared.Next(AccountsPerBook);
            request.Transfers.Add(new Transfer
            {
                Id = Guid.CreateVersion7().ToString(),
                Kind = TransferKind.Single,
                DebitAccountId = AccountId(debit + 1),
                CreditAccountId = AccountId((debit + 1) % AccountsPerBook + 1),
                Amount = new Mesh.Type.V1.UInt128 { Low = (ulong)(1 + item % 100) },
                Code = 1,
            });
        }

        var response = await ledger.CreateTransfersAsync(request, deadline: DateTime.UtcNow + Patience);
        if (response.Results.FirstOrDefault(result => result.Status != CreateTransferStatus.Created) is { } refused)
        {
            throw new InvalidOperationException($"A transfer of the benchmark is {refused.Status}.");
        }
    }

    private LedgerService.LedgerServiceClient Client(int caller) => new(channels[caller % channels.Length]);

    private static string AnyBook() => Books[Random.Shared.Next(Books.Length)];

    private static string AnyAccount() => AccountId(Random.Shared.Next(AccountsPerBook) + 1);

    private static string AccountId(int number) => new Guid(number, 1, 0, [0, 0, 0, 0, 0, 0, 0, 0]).ToString();

    private static string BookIn(int partition) => Enumerable.Range(0, 1_000)
        .Select(number => $"bench-{number}")
        .First(book => PartitionHash.PartitionOf(book, PartitionCount) == partition);
}
