using Grpc.Core;
using Mesh.Ledger.V1;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>The generated client of the ledger, answered by the test.</summary>
internal sealed class ScriptedLedgerClient : LedgerService.LedgerServiceClient
{
    private StatusCode failure;
    private int failureCount;

    public List<CreateAccountsRequest> Accounts { get; } = [];

    public List<CreateTransfersRequest> Transfers { get; } = [];

    /// <summary>Status of every transfer.</summary>
    public CreateTransferStatus Outcome { get; set; } = CreateTransferStatus.Created;

    /// <summary>How GetAccount fails.</summary>
    public StatusCode AccountFailure { get; set; }

    public void FailTransfers(StatusCode code, int times) => (failure, failureCount) = (code, times);

    public override AsyncUnaryCall<CreateAccountsResponse> CreateAccountsAsync(
        CreateAccountsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Accounts.Add(request);
        var response = new CreateAccountsResponse();
        response.Results.AddRange(request.Accounts.Select(_ => new CreateAccountResult { Status = CreateAccountStatus.Created }));
        return Answer(Task.FromResult(response));
    }

    public override AsyncUnaryCall<CreateTransfersResponse> CreateTransfersAsync(
        CreateTransfersRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Transfers.Add(request);
        if (failureCount > 0)
        {
            failureCount--;
            return Fail<CreateTransfersResponse>(failure);
        }

        var response = new CreateTransfersResponse();
        response.Results.AddRange(request.Transfers.Select(_ => new CreateTransferResult { Status = Outcome }));
        return Answer(Task.FromResult(response));
    }

    public override AsyncUnaryCall<GetAccountResponse> GetAccountAsync(
        GetAccountRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Fail<GetAccountResponse>(AccountFailure);

    private static AsyncUnaryCall<T> Fail<T>(StatusCode code) =>
        Answer(Task.FromException<T>(new RpcException(new Status(code, "scripted"))));

    private static AsyncUnaryCall<T> Answer<T>(Task<T> answer) =>
        new(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
}
