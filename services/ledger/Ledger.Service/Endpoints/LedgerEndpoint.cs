using Grpc.Core;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>The ledger's API: one line a call.</summary>
public sealed class LedgerEndpoint(LedgerPartitions partitions, TransferProofs proofs) : LedgerService.LedgerServiceBase
{
    public override Task<CreateAssetsResponse> CreateAssets(CreateAssetsRequest request, ServerCallContext context) =>
        CreateAssetsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListAssetsResponse> ListAssets(ListAssetsRequest request, ServerCallContext context) =>
        ListAssetsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<CreateAccountsResponse> CreateAccounts(CreateAccountsRequest request, ServerCallContext context) =>
        CreateAccountsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<CreateTransfersResponse> CreateTransfers(CreateTransfersRequest request, ServerCallContext context) =>
        CreateTransfersCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<CreateTransferResponse> CreateTransfer(CreateTransferRequest request, ServerCallContext context) =>
        CreateTransferCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<BatchGetAccountsResponse> BatchGetAccounts(BatchGetAccountsRequest request, ServerCallContext context) =>
        BatchGetAccountsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<BatchGetTransfersResponse> BatchGetTransfers(BatchGetTransfersRequest request, ServerCallContext context) =>
        BatchGetTransfersCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<UpdateAccountsResponse> UpdateAccounts(UpdateAccountsRequest request, ServerCallContext context) =>
        UpdateAccountsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetAccountResponse> GetAccount(GetAccountRequest request, ServerCallContext context) =>
        GetAccountCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetTransferResponse> GetTransfer(GetTransferRequest request, ServerCallContext context) =>
        GetTransferCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetTransferProofResponse> GetTransferProof(GetTransferProofRequest request, ServerCallContext context) =>
        GetTransferProofCall.RunAsync(request, proofs, context.CancellationToken);

    public override Task<ListAccountsResponse> ListAccounts(ListAccountsRequest request, ServerCallContext context) =>
        ListAccountsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetTrialBalanceResponse> GetTrialBalance(GetTrialBalanceRequest request, ServerCallContext context) =>
        GetTrialBalanceCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<AggregateBalancesResponse> AggregateBalances(AggregateBalancesRequest request, ServerCallContext context) =>
        AggregateBalancesCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetBalanceResponse> GetBalance(GetBalanceRequest request, ServerCallContext context) =>
        GetBalanceCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListEntriesResponse> ListEntries(ListEntriesRequest request, ServerCallContext context) =>
        ListEntriesCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetStatementResponse> GetStatement(GetStatementRequest request, ServerCallContext context) =>
        GetStatementCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListTransfersResponse> ListTransfers(ListTransfersRequest request, ServerCallContext context) =>
        ListTransfersCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context) =>
        ListEventsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<RestoreEventsResponse> RestoreEvents(RestoreEventsRequest request, ServerCallContext context) =>
        RestoreEventsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<FinishRestoreResponse> FinishRestore(FinishRestoreRequest request, ServerCallContext context) =>
        FinishRestoreCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetBookHashResponse> GetBookHash(GetBookHashRequest request, ServerCallContext context) =>
        GetBookHashCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListAccountVersionsResponse> ListAccountVersions(
        ListAccountVersionsRequest request, ServerCallContext context) =>
        ListAccountVersionsCall.RunAsync(request, partitions, context.CancellationToken);
}
