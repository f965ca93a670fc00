using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Ledger.V1;

namespace Mesh.EndToEnd.Tests;

/// <summary>A service that is told to stop finishes what it was asked before it goes.</summary>
public sealed class OrderlyStopTests
{
    private const string Book = "acme";
    private const string Bank = "00000000-0000-4000-8000-00000000000a";
    private const string Wallet = "00000000-0000-4000-8000-00000000000b";
    private const int CallCount = 200;

    /// <summary>What Kubernetes grants by default between SIGTERM and SIGKILL.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ledger_ToldToStopWithCallsInFlight_AnswersThemAllAndEnds()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up", "--replicas", "2");
        var mesh = await workspace.ReadyAsync(up);
        using var first = GrpcChannel.ForAddress(mesh.Replicas["ledger"][0]);
        await CreateAccountsAsync(first);
        using var process = Process.GetProcessById(mesh.Processes["ledger"]);

        // The first answer says that the others are on their way: the connection carries them in order.
        var calls = Enumerable.Range(1, CallCount).Select(number => TransferAsync(first, number)).ToArray();
        await Task.WhenAny(calls);
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        var outcomes = await Task.WhenAll(calls);
        using var limit = new CancellationTokenSource(GracePeriod);
        await process.WaitForExitAsync(limit.Token);

        // Answered, or refused at the door with nothing done; never cut off. `up` ends with its ledger, and a new one finds what was
        // answered.
        Assert.All(outcomes, outcome => Assert.Contains(outcome, new[] { "done", "SERVER_STOPPING" }));
        await up.EndAsync();
        await using var again = MeshCommand.Start(workspace.Folder, environment: null, "up");
        using var channel = GrpcChannel.ForAddress((await workspace.ReadyAsync(again)).Ledger);
        var account = await new LedgerService.LedgerServiceClient(channel).GetAccountAsync(
            new GetAccountRequest { Book = Book, AccountId = Wallet }, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)));
        Assert.Equal((ulong)outcomes.Count(outcome => outcome == "done"), account.Account.CreditsPosted.Low);
    }

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

    private static async Task<string> TransferAsync(GrpcChannel channel, int number)
    {
        var request = new CreateTransfersRequest
        {
            Book = Book,
            Transfers =
            {
                new Transfer
                {
                    Id = $"00000000-0000-4000-9001-{number:x12}",
                    Kind = TransferKind.Single,
                    DebitAccountId = Bank,
                    CreditAccountId = Wallet,
                    Amount = new Mesh.Type.V1.UInt128 { Low = 1 },
                    Code = 1,
                },
            },
        };
        try
        {
            var answer = await new LedgerService.LedgerServiceClient(channel).CreateTransfersAsync(
                request, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)));
            return answer.Results[0].Status == CreateTransferStatus.Created ? "done" : $"{answer.Results[0].Status}";
        }
        catch (RpcException refusal)
        {
            return refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? $"{refusal.Status}";
        }
    }
}
