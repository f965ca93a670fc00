using Mesh.Journal.Peers;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Which of the ledger's calls go to the owner of a book, and which any replica answers.</summary>
public static class LedgerRoutes
{
    public static readonly PeerRoutes<LedgerEndpoint> All = new PeerRoutes<LedgerEndpoint>(V1.LedgerService.BindService)
        .Write<V1.CreateAssetsRequest>(request => request.Book)
        .Read<V1.ListAssetsRequest>(request => request.Book)
        .Write<V1.CreateAccountsRequest>(request => request.Book)
        .Write<V1.CreateTransfersRequest>(request => request.Book)
        .Write<V1.CreateTransferRequest>(request => request.Book)
        .Write<V1.UpdateAccountsRequest>(request => request.Book)
        .Read<V1.GetAccountRequest>(request => request.Book)
        .Read<V1.GetTransferRequest>(request => request.Book)
        .Read<V1.BatchGetAccountsRequest>(request => request.Book)
        .Read<V1.BatchGetTransfersRequest>(request => request.Book)
        .Read<V1.ListAccountsRequest>(request => request.Book)
        .Read<V1.GetTrialBalanceRequest>(request => request.Book)
        .Read<V1.GetTransferProofRequest>(request => request.Book)
        .Read<V1.AggregateBalancesRequest>(request => request.Book)
        .Read<V1.GetBalanceRequest>(request => request.Book)
        .Read<V1.ListEntriesRequest>(request => request.Book)
        .Read<V1.GetStatementRequest>(request => request.Book)
        .Read<V1.ListTransfersRequest>(request => request.Book)
        .Read<V1.ListEventsRequest>(request => request.Book)
        .Write<V1.RestoreEventsRequest>(request => request.Book)
        .Write<V1.FinishRestoreRequest>(request => request.Book)
        .Read<V1.GetBookHashRequest>(request => request.Book)
        .Read<V1.ListAccountVersionsRequest>(request => request.Book);
}
