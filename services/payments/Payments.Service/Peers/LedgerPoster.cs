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
    private readonly PeerRetry retry;
    private readonly PeerBatcher<LedgerTransfer, CreateTransferStatus> batcher;

    // Accounts are never removed, so one that was there once is there for ever.
    private readonly ConcurrentDictionary<(string Tenant, Id128 Id), byte> knownAccounts = new();

    /// <summary>Makes the port on a generated client.</summary>
    public LedgerPoster(LedgerService.LedgerServiceClient client, TimeProvider time, ILogger<LedgerPoster> logger)
    {
        this.client = client;
        retry = new PeerRetry("ledger", time, logger);
        batcher = new PeerBatcher<LedgerTransfer, CreateTransferStatus>("ledger", SendAsync);
    }

    /// <inheritdoc/>
    public async Task<string?> PostAsync(LedgerTransfer transfer, CancellationToken cancellationToken)
    {
        var status = await batcher.AskAsync(transfer.Tenant, transfer, cancellationToken);
        return status is CreateTransferStatus.Created or CreateTransferStatus.Exists ? null : Reason(status);
    }

    /// <inheritdoc/>
    public async Task<(Int128 BalanceMinor, Int128 AvailableMinor)> BalanceAsync(
        string tenant, Id128 accountId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetAccountAsync(
                new GetAccountRequest { Book = tenant, AccountId = accountId.ToString() }, cancellationToken: cancellationToken);
            var account = response.Account;
            var balance = Amount(account.CreditsPosted) - Amount(account.DebitsPosted);
            return (balance, balance - Amount(account.DebitsPending));
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.NotFound)
        {
            return (0, 0);
        }
        catch (RpcException problem)
            when (PeerRetry.IsWorthRepeating(problem.StatusCode, tries: 1) && !cancellationToken.IsCancellationRequested)
        {
            // Somebody waits for this answer, who can ask again.
            throw new ServiceUnavailableException("The ledger does not answer.", outcomeUnknown: false, PeerLimits.DelayMax, problem);
        }
    }

    public ValueTask DisposeAsync() => batcher.DisposeAsync();

    private async Task<IReadOnlyList<CreateTransferStatus>> SendAsync(
        string tenant, IReadOnlyList<LedgerTransfer> transfers, CancellationToken cancellationToken)
    {
        await CreateAccountsAsync(tenant, transfers, cancellationToken);
        var request = new CreateTransfersRequest { Book = tenant };
        request.Transfers.AddRange(transfers.Select(LedgerTransferWire.ToWire));
        var response = await retry.RunAsync(
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
        var response = await retry.RunAsync(
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

    private static Int128 Amount(Mesh.Type.V1.UInt128? wire) =>
        wire is null ? 0 : checked((Int128)new UInt128(wire.High, wire.Low));

    private static string Reason(CreateTransferStatus status)
    {
        var name = LedgerServiceReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(CreateTransferStatus))
            .FindValueByNumber((int)status)?.Name;
        return (name ?? status.ToString()).Replace(StatusPrefix, "", StringComparison.Ordinal).ToLowerInvariant();
    }
}
