using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Journal.V1;
using Mesh.Ledger.V1;

namespace Mesh.EndToEnd.Tests;

/// <summary>Two replicas of each service as `mesh up --replicas 2` starts them: each takes every call, one owns each partition.</summary>
public sealed class ReplicasTests
{
    private const string Book = "acme";
    private const string Bank = "00000000-0000-4000-8000-00000000000a";
    private const string Wallet = "00000000-0000-4000-8000-00000000000b";

    [Fact]
    public async Task TwoReplicas_CallsAtEither_AreServedByTheOwnerAlone()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up", "--replicas", "2");
        var mesh = await workspace.ReadyAsync(up);
        using var first = GrpcChannel.ForAddress(mesh.Replicas["ledger"][0]);
        using var second = GrpcChannel.ForAddress(mesh.Replicas["ledger"][1]);
        await CreateAccountsAsync(first);
        var before = await OwnersAsync(first);

        await Task.WhenAll(TransferAsync(first, marker: 1), TransferAsync(second, marker: 2));

        Assert.Equal(before, await OwnersAsync(second));
        foreach (var channel in new[] { first, second })
        {
            var balance = await new LedgerService.LedgerServiceClient(channel).GetAccountAsync(
                new GetAccountRequest { Book = Book, AccountId = Wallet });
            Assert.Equal(100UL, balance.Account.CreditsPosted.Low);
        }
    }

    /// <summary>Streams at both replicas, and one through a sidecar: the owner alone decides, and all see all events.</summary>
    [Fact]
    public async Task TwoReplicas_Streams_AreServedByTheOwnerAloneAlsoThroughASidecar()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "where a sidecar is, is read from the environment of a process, in /proc");
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up", "--replicas", "2");
        var mesh = await workspace.ReadyAsync(up);
        using var first = GrpcChannel.ForAddress(mesh.Replicas["ledger"][0]);
        using var second = GrpcChannel.ForAddress(mesh.Replicas["ledger"][1]);
        using var sidecar = GrpcChannel.ForAddress(SidecarOf(mesh.Processes.First(one => one.Key.StartsWith("payments")).Value));
        await CreateAccountsAsync(first);
        var before = await OwnersAsync(first);

        var throughSidecar = new Metadata { { "dapr-app-id", "ledger" } };
        await Task.WhenAll(
            StreamAsync(first, marker: 1, []), StreamAsync(second, marker: 2, []), StreamAsync(sidecar, marker: 3, throughSidecar));

        Assert.Equal(before, await OwnersAsync(second));
        foreach (var (channel, headers) in new[] { (first, new Metadata()), (second, []), (sidecar, throughSidecar) })
        {
            Assert.Equal(150, await TransferEventsAsync(channel, headers, atLeast: 150));
        }
    }

    private static Uri SidecarOf(int pid)
    {
        var environment = File.ReadAllText($"/proc/{pid}/environ").Split('\0');
        return new Uri($"http://127.0.0.1:{environment.Single(one => one.StartsWith("DAPR_GRPC_PORT="))["DAPR_GRPC_PORT=".Length..]}");
    }

    private static async Task StreamAsync(GrpcChannel channel, int marker, Metadata headers)
    {
        using var stream = new LedgerStreamService.LedgerStreamServiceClient(channel).StreamTransfers(
            new CallOptions(headers, DateTime.UtcNow.AddSeconds(60)));
        var sending = Task.Run(async () =>
        {
            for (var number = 1; number <= 50; number++)
            {
                await stream.RequestStream.WriteAsync(new StreamTransfersRequest
                {
                    Number = (ulong)number,
                    Create = new CreateTransfersRequest { Book = Book, Transfers = { Transfer(marker, number) } },
                });
            }

            await stream.RequestStream.CompleteAsync();
        });
        var answered = new HashSet<ulong>();
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            var answer = stream.ResponseStream.Current;
            Assert.True(answer.Created?.Results[0].Status == CreateTransferStatus.Created, $"message {answer.Number}: {answer}");
            answered.Add(answer.Number);
        }

        await sending;
        Assert.Equal(50, answered.Count);
    }

    private static async Task<int> TransferEventsAsync(GrpcChannel channel, Metadata headers, int atLeast)
    {
        using var stream = new LedgerStreamService.LedgerStreamServiceClient(channel).StreamEvents(
            new StreamEventsRequest { Book = Book }, new CallOptions(headers, DateTime.UtcNow.AddSeconds(60)));
        var count = 0;
        while (count < atLeast && await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            count += stream.ResponseStream.Current.Events.Count(happened => happened.TransferCreated is not null);
        }

        return count;
    }

    private static Transfer Transfer(int marker, int number) => new()
    {
        Id = $"00000000-0000-4000-900{marker}-{number:x12}",
        Kind = TransferKind.Single,
        DebitAccountId = Bank,
        CreditAccountId = Wallet,
        Amount = new Mesh.Type.V1.UInt128 { Low = 1 },
        Code = 1,
    };

    private static async Task CreateAccountsAsync(GrpcChannel channel) =>
        await new LedgerService.LedgerServiceClient(channel).CreateAccountsAsync(new CreateAccountsRequest
        {
            Book = Book,
            Accounts =
            {
                new Account { Id = Bank, Asset = "EUR", Type = AccountType.Asset, Code = 1 },
                new Account { Id = Wallet, Asset = "EUR", Type = AccountType.Liability, Code = 2 },
            },
        });

    private static async Task TransferAsync(GrpcChannel channel, int marker)
    {
        var ledger = new LedgerService.LedgerServiceClient(channel);
        for (var number = 1; number <= 50; number++)
        {
            await ledger.CreateTransfersAsync(
                new CreateTransfersRequest
                {
                    Book = Book,
                    Transfers =
                    {
                        Transfer(marker, number),
                    },
                },
                new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)));
        }
    }

    /// <summary>Which replica took each partition over, and by which record: the same when nobody else has meanwhile.</summary>
    private static async Task<string[]> OwnersAsync(GrpcChannel channel)
    {
        var listed = await new JournalService.JournalServiceClient(channel).ListPartitionsAsync(new ListPartitionsRequest());
        return [.. listed.Partitions.Select(partition => $"{partition.WriterReplica} since {partition.LastChange.Sequence}")];
    }
}
