using System.Diagnostics;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Mesh.Journal.V1;
using Mesh.Ledger.V1;

namespace Mesh.EndToEnd.Tests;

/// <summary>Two processes serve the same partitions by mistake: the loser of each race catches up and goes on.</summary>
public sealed class TwoLedgersTests
{
    private const string Book = "acme";
    private const int TransfersEach = 200;

    [Fact]
    public async Task TwoLedgers_OnOneStore_BothServeAndNothingIsLostOrDoubled()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        var mesh = await workspace.ReadyAsync(up);
        using var intruder = await StartSecondLedgerAsync(workspace.Folder);
        using var first = GrpcChannel.ForAddress(mesh.Ledger);
        using var second = GrpcChannel.ForAddress(intruder.Address);
        var (bank, wallet) = await CreateAccountsAsync(new LedgerService.LedgerServiceClient(first));

        await Task.WhenAll(TransferAsync(first, bank, wallet, marker: 1), TransferAsync(second, bank, wallet, marker: 2));

        foreach (var channel in new[] { first, second })
        {
            var balance = await new LedgerService.LedgerServiceClient(channel).GetAccountAsync(
                new GetAccountRequest { Book = Book, AccountId = wallet }
            );
            Assert.Equal(2UL * TransfersEach, balance.Account.CreditsPosted.Low);
            await AssertJournalsIntactAsync(new JournalService.JournalServiceClient(channel));
        }
    }

    private static async Task<(string Bank, string Wallet)> CreateAccountsAsync(LedgerService.LedgerServiceClient ledger)
    {
        const string Bank = "00000000-0000-4000-8000-00000000000a";
        const string Wallet = "00000000-0000-4000-8000-00000000000b";
        await ledger.CreateAccountsAsync(
            new CreateAccountsRequest
            {
                Book = Book,
                Accounts =
                {
                    new Account
                    {
                        Id = Bank,
                        Asset = "EUR",
                        Type = AccountType.Asset,
                        Code = 1,
                    },
                    new Account
                    {
                        Id = Wallet,
                        Asset = "EUR",
                        Type = AccountType.Liability,
                        Code = 2,
                    },
                },
            }
        );
        return (Bank, Wallet);
    }

    private static async Task TransferAsync(GrpcChannel channel, string bank, string wallet, int marker)
    {
        var ledger = new LedgerService.LedgerServiceClient(channel);
        for (var number = 1; number <= TransfersEach; number++)
        {
            var request = new CreateTransfersRequest
            {
                Book = Book,
                Transfers =
                {
                    new Transfer
                    {
                        Id = $"00000000-0000-4000-900{marker}-{number:x12}",
                        Kind = TransferKind.Single,
                        DebitAccountId = bank,
                        CreditAccountId = wallet,
                        Amount = new Mesh.Type.V1.UInt128 { Low = 1 },
                        Code = 1,
                    },
                },
            };
            await SendAsync(ledger, request);
        }
    }

    // As every client does: the same ids again until there is an answer.
    private static async Task SendAsync(LedgerService.LedgerServiceClient ledger, CreateTransfersRequest request)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await ledger.CreateTransfersAsync(request, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(10)));
                Assert.Contains(response.Results[0].Status, new[] { CreateTransferStatus.Created, CreateTransferStatus.Exists });
                return;
            }
            catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded && attempt < 20)
            { }
        }
    }

    private static async Task AssertJournalsIntactAsync(JournalService.JournalServiceClient journal)
    {
        var partitions = await journal.ListPartitionsAsync(new ListPartitionsRequest());
        foreach (var partition in partitions.Partitions)
        {
            var verified = await journal.VerifyJournalAsync(new VerifyJournalRequest { Partition = partition.Number });
            Assert.True(verified.Intact, verified.Problem);
        }
    }

    /// <summary>Starts another ledger behind the sidecar of the first.</summary>
    private static async Task<SecondLedger> StartSecondLedgerAsync(string folder)
    {
        var apps = await File.ReadAllTextAsync(Path.Combine(folder, ".mesh", "apps.yaml"));
        var ports = Regex.Match(apps, "appId: ledger, appPort: [0-9]+, daprGrpcPort: ([0-9]+), daprHttpPort: ([0-9]+)");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        var port = FreePort();
        start.ArgumentList.Add(Path.Combine(MeshCommand.ProgramFolder, "Ledger.Service.dll"));
        start.ArgumentList.Add("--port");
        start.ArgumentList.Add($"{port}");
        start.Environment["DAPR_GRPC_PORT"] = ports.Groups[1].Value;
        start.Environment["DAPR_HTTP_PORT"] = ports.Groups[2].Value;
        start.Environment["MESH_PARTITIONS"] = "4";
        start.Environment["MESH_REPLICA"] = "ledger-by-mistake";
        start.Environment["MESH_STOP_WITH_INPUT"] = "true";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var ledger = new SecondLedger(process, new Uri($"http://127.0.0.1:{port}"));
        await ledger.ServingAsync();
        return ledger;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class SecondLedger(Process process, Uri address) : IDisposable
    {
        public Uri Address => address;

        public async Task ServingAsync()
        {
            using var channel = GrpcChannel.ForAddress(address);
            var limit = DateTime.UtcNow.AddSeconds(60);
            while (true)
            {
                try
                {
                    var call = new Health.HealthClient(channel).Watch(
                        new HealthCheckRequest(),
                        new CallOptions(deadline: limit).WithWaitForReady()
                    );
                    while (await call.ResponseStream.MoveNext(CancellationToken.None))
                    {
                        if (call.ResponseStream.Current.Status == HealthCheckResponse.Types.ServingStatus.Serving)
                        {
                            return;
                        }
                    }
                }
                catch (RpcException) when (DateTime.UtcNow < limit && !process.HasExited) { }
            }
        }

        public void Dispose()
        {
            process.Kill();
            process.Dispose();
        }
    }
}
