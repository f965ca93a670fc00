using System.Collections.Concurrent;
using Grpc.Core;
using Mesh.Kernel;
using Mesh.Ledger.V1;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Peers;

/// <summary>The ledger, through the sidecars.</summary>
public sealed class LedgerPoster : ILedgerPoster, IAsyncDisposable
{
    private const string StatusPrefix = "CREATE_TRANSFER_STATUS_";
    private readonly LedgerService.LedgerServiceClient client;
    private readonly PeerBatcher<LedgerTransfer, CreateTransferStatus> batcher;

    // Accounts are never removed, so one that was there once is there for ever.
    private readonly ConcurrentDictionary<(string Tenant, Id128 Id), byte> knownAccounts = new();

    /// <summary>Makes the port on a generated client.</summary>
    public LedgerPoster(LedgerService.LedgerServiceClient client)
    {
        this.client = client;
        batcher = new PeerBatcher<LedgerTransfer, CreateTransferStatus>(transfer => transfer.Tenant, SendAsync);
    }

    /// <inheritdoc/>
    public async Task<string?> PostAsync(LedgerTransfer transfer, CancellationToken cancellationToken)
    {
        var status = await batcher.AskAsync(transfer, cancellationToken);
        return status is CreateTransferStatus.Created or CreateTransferStatus.Exists ? null : Reason(status);
    }

    /// <inheritdoc/>
    public async Task<(long BalanceMinor, long AvailableMinor)> BalanceAsync(
        string tenant, Id128 accountId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetAccountAsync(
                new GetAccountRequest { Book = tenant, AccountId = accountId.ToString() }, cancellationToken: cancellationToken);
            var account = response.Account;
            var balance = checked((long)account.CreditsPosted.Low - (long)account.DebitsPosted.Low);
            return (balance, checked(balance - (long)account.DebitsPending.Low));
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            return (0, 0);
        }
    }

    public ValueTask DisposeAsync() => batcher.DisposeAsync();

    private async Task<IReadOnlyList<CreateTransferStatus>> SendAsync(
        string tenant, IReadOnlyList<LedgerTransfer> transfers, CancellationToken cancellationToken)
    {
        await CreateAccountsAsync(tenant, transfers, cancellationToken);
        var request = new CreateTransfersRequest { Book = tenant };
        request.Transfers.AddRange(transfers.Select(LedgerTransferWire.ToWire));
        var response = await PeerRetry.RunAsync(
            async token => await client.CreateTransfersAsync(request, cancellationToken: token), cancellationToken);
        return [.. response.Results.Select(result => result.Status)];
    }

    private async Task CreateAccountsAsync(string tenant, IReadOnlyList<LedgerTransfer> transfers, CancellationToken cancellationToken)
    {
        var unknown = transfers.SelectMany(transfer => new[] { transfer.Debit, transfer.Credit }).OfType<LedgerAccount>()
            .Where(account => !knownAccounts.ContainsKey((tenant, account.Id))).DistinctBy(account => account.Id).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        var request = new CreateAccountsRequest { Book = tenant };
        request.Accounts.AddRange(unknown.Select(LedgerTransferWire.ToWire));
        var response = await PeerRetry.RunAsync(
            async token => await client.CreateAccountsAsync(request, cancellationToken: token), cancellationToken);
        foreach (var (account, result) in unknown.Zip(response.Results))
        {
            if (result.Status is not (CreateAccountStatus.Created or CreateAccountStatus.Exists))
            {
                throw new InvalidOperationException(
                    $"The ledger has account {account.Id} ({account.Role} {account.Owner}) with other terms: {result.Status}.");
            }

            knownAccounts.TryAdd((tenant, account.Id), 0);
        }
    }

    private static string Reason(CreateTransferStatus status)
    {
        var name = LedgerServiceReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(CreateTransferStatus))
            .FindValueByNumber((int)status)?.Name;
        return (name ?? status.ToString()).Replace(StatusPrefix, "", StringComparison.Ordinal).ToLowerInvariant();
    }
}
