using Grpc.Core;
using Mesh.Cli.Job;
using Mesh.Cli.Samples;
using Mesh.Payments.V1;

namespace Mesh.Cli.Tests;

public sealed class RowRunnerTests
{
    [Theory]
    [InlineData(OperationState.Succeeded, "", "succeeded", RowClass.Done)]
    [InlineData(OperationState.Failed, "void_refused", "void_refused", RowClass.Declined)]
    [InlineData(OperationState.Pending, "", "outcome unknown", RowClass.Open)]
    internal async Task Void_SaysWhatBecameOfIt(OperationState state, string failureCode, string result, RowClass kind)
    {
        var runner = new RowRunner(new ScriptedPayments(new VoidPaymentResponse { State = state, FailureCode = failureCode }));
        var authorized = new SampleRow
        {
            Row = 1,
            Operation = "authorize",
            RequestId = "00000000-0000-0000-0000-000000000001",
            Tenant = "acme",
            AmountMinor = "100",
            Currency = "EUR",
            Capture = "manual",
        };
        await runner.RunAsync(authorized, CancellationToken.None);

        var row = new SampleRow { Row = 2, Operation = "void", Tenant = "acme", Payment = authorized.RequestId };
        var outcome = await runner.RunAsync(row, CancellationToken.None);

        Assert.Equal((result, kind), (outcome.Result, outcome.Class));
    }

    private sealed class ScriptedPayments(VoidPaymentResponse answer) : PaymentsService.PaymentsServiceClient
    {
        public override AsyncUnaryCall<AuthorizePaymentResponse> AuthorizePaymentAsync(
            AuthorizePaymentRequest request,
            CallOptions options
        ) => Answer(new AuthorizePaymentResponse { Payment = new Payment { PaymentId = "pay_1", State = PaymentState.RequiresCapture } });

        public override AsyncUnaryCall<VoidPaymentResponse> VoidPaymentAsync(VoidPaymentRequest request, CallOptions options) =>
            Answer(answer);

        private static AsyncUnaryCall<T> Answer<T>(T response) =>
            new(Task.FromResult(response), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
