using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Cli.Clients;
using Mesh.Client;
using Mesh.Ledger.V1;

namespace Mesh.Torture;

/// <summary>
/// Callers that move money one transfer at a time, and readers that look whether everything is there that they know of. Half of them prefer
/// the one replica, half the other; they try again until they have an answer. A few callers ask once only, and take the answer at its word.
/// </summary>
internal sealed class Load(IReadOnlyList<Uri> replicas, History history, TimeProvider time, int seed) : IAsyncDisposable
{
    private static readonly MeshClientOptions Patience = new() { CallLimit = TimeSpan.FromSeconds(20) };

    /// <summary>More than one load ever starts: each of its callers draws from a seed of its own.</summary>
    private const int SeedStep = 10_007;

    /// <summary>What the ledger says when a command was surely not stored; when it does not know, it says so.</summary>
    private const string NothingDone = "The partition cannot answer now";

    private static readonly TimeSpan OneTryLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly GrpcChannel[] channels = [.. replicas.Select(MeshClients.Channel)];
    private readonly MeshCallInvoker[] clients = [.. replicas.Select((_, index) => Preferring(replicas, index))];
    private readonly CancellationTokenSource enough = new();
    private readonly List<Task> running = [];

    /// <summary>Makes the books and accounts.</summary>
    public static async Task CreateAccountsAsync(IReadOnlyList<Uri> replicas)
    {
        using var client = Preferring(replicas, index: 0);
        var ledger = new LedgerService.LedgerServiceClient(client);
        foreach (var book in Accounts.Books)
        {
            var request = new CreateAccountsRequest { Book = book };
            for (var account = 0; account < Accounts.PerBook; account++)
            {
                request.Accounts.Add(new Account
                {
                    Id = Accounts.IdOf(account), Asset = "EUR", Type = AccountType.Asset, Code = 1,
                });
            }

            await ledger.CreateAccountsAsync(request);
        }
    }

    /// <summary>Starts callers that try again, readers, and callers that ask once.</summary>
    public void Start(int callers, int readers, int askers)
    {
        Start(callers, (place, random) => WriteAsync(new LedgerService.LedgerServiceClient(clients[place]), random));
        Start(readers, (place, random) => ReadAsync(new LedgerService.LedgerServiceClient(clients[place]), random));
        Start(askers, (place, random) => AskOnceAsync(new LedgerService.LedgerServiceClient(channels[place]), random));
    }

    /// <summary>Spreads the callers over the replicas again: each keeps to the one that answered it last.</summary>
    public void Spread()
    {
        for (var index = 0; index < clients.Length; index++)
        {
            clients[index].Prefer(index);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await Task.WhenAll(running);
        enough.Dispose();
        foreach (var client in clients)
        {
            client.Dispose();
        }

        foreach (var channel in channels)
        {
            channel.Dispose();
        }
    }

    private void Start(int count, Func<int, Random, Task> run)
    {
        for (var number = 0; number < count; number++)
        {
            running.Add(run(running.Count % clients.Length, new Random(seed * SeedStep + running.Count)));
        }
    }

    private static MeshCallInvoker Preferring(IReadOnlyList<Uri> replicas, int index)
    {
        var client = new MeshCallInvoker(replicas, Patience);
        client.Prefer(index);
        return client;
    }

    // A call that has begun is waited for, however long it takes: its outcome has to be known.
    private async Task WriteAsync(LedgerService.LedgerServiceClient ledger, Random random)
    {
        await Task.Yield();
        while (!enough.IsCancellationRequested)
        {
            var (transfer, id) = (Draw(random), NewId(random));
            var began = Stopwatch.GetTimestamp();
            try
            {
                var answer = await ledger.CreateTransfersAsync(ToWire(transfer, id));
                if (answer.Results[0].Status is not (CreateTransferStatus.Created or CreateTransferStatus.Exists))
                {
                    history.Problem($"transfer {id} was refused: {answer.Results[0].Status}");
                    continue;
                }

                history.Acknowledge(id, transfer);
                history.Took(began);
            }
            catch (RpcException failure)
            {
                history.Took(began);
                history.Problem($"transfer {id} has no answer after {Stopwatch.GetElapsedTime(began)}: {failure.Status}");
            }
        }
    }

    private async Task AskOnceAsync(LedgerService.LedgerServiceClient ledger, Random random)
    {
        await Task.Yield();
        while (!enough.IsCancellationRequested)
        {
            var (transfer, id) = (Draw(random), NewId(random));
            try
            {
                await ledger.CreateTransfersAsync(ToWire(transfer, id), deadline: DateTime.UtcNow + OneTryLimit);
                history.Acknowledge(id, transfer);
            }
            catch (RpcException failure) when (failure.Status.Detail.StartsWith(NothingDone, StringComparison.Ordinal))
            {
                history.Refuse(id);
                await Task.Delay(Breath, time);
            }
            catch (RpcException)
            {
                history.LeaveOpen(id);
                await Task.Delay(Breath, time);
            }
        }
    }

    private async Task ReadAsync(LedgerService.LedgerServiceClient ledger, Random random)
    {
        await Task.Yield();
        while (!enough.IsCancellationRequested)
        {
            var (book, account) = (random.Next(Accounts.Books.Length), random.Next(Accounts.PerBook));
            var known = history.CreditedTo(book, account);
            var began = Stopwatch.GetTimestamp();
            try
            {
                var answer = await ledger.GetAccountAsync(
                    new GetAccountRequest { Book = Accounts.Books[book], AccountId = Accounts.IdOf(account) });
                history.Took(began);
                var seen = (long)answer.Account.CreditsPosted.Low;
                if (seen < known)
                {
                    history.Problem($"a reader saw {seen} on account {account} of {Accounts.Books[book]}, but knew of {known}");
                }
            }
            catch (RpcException failure)
            {
                history.Took(began);
                history.Problem($"a read has no answer after {Stopwatch.GetElapsedTime(began)}: {failure.Status}");
            }
        }
    }

    private static Acknowledged Draw(Random random)
    {
        var debit = random.Next(Accounts.PerBook);
        var credit = (debit + 1 + random.Next(Accounts.PerBook - 1)) % Accounts.PerBook;
        return new Acknowledged(random.Next(Accounts.Books.Length), debit, credit, random.Next(1, 100));
    }

    private static string NewId(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static CreateTransfersRequest ToWire(Acknowledged transfer, string id) => new()
    {
        Book = Accounts.Books[transfer.Book],
        Transfers =
        {
            new Transfer
            {
                Id = id,
                Kind = TransferKind.Single,
                DebitAccountId = Accounts.IdOf(transfer.Debit),
                CreditAccountId = Accounts.IdOf(transfer.Credit),
                Amount = new Mesh.Type.V1.UInt128 { Low = (ulong)transfer.Amount },
                Code = 1,
            },
        },
    };
}
