using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Rpc;
using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Samples;
using Mesh.Payments.V1;

namespace Mesh.Cli.Job;

/// <summary>Sends one row and says what became of it.</summary>
internal sealed class RowRunner(PaymentsService.PaymentsServiceClient payments)
{
    private readonly ConcurrentDictionary<(string Tenant, string RequestId), string> paymentIds = new();

    public async Task<RowOutcome> RunAsync(SampleRow row, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            var (result, kind, replayed) = await SendAsync(row, cancellationToken);
            return New(row, result, kind, "", replayed, begin);
        }
        catch (RowException problem)
        {
            return New(row, "malformed", RowClass.Malformed, problem.Message, replayed: false, begin);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.InvalidArgument)
        {
            var fields =
                problem.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.Select(field => $"{field.Field} {field.Description}")
                ?? [];
            return New(row, "malformed", RowClass.Malformed, string.Join("; ", fields), replayed: false, begin);
        }
        catch (RpcException problem) when (IsRefusal(problem.StatusCode))
        {
            return New(row, RpcText.Reason(problem).ToLowerInvariant(), RowClass.Refused, problem.Status.Detail, replayed: false, begin);
        }
        catch (RpcException problem)
        {
            return New(row, "no answer", RowClass.Open, RpcText.Line(problem), replayed: false, begin);
        }
    }

    private Task<(string Result, RowClass Kind, bool Replayed)> SendAsync(SampleRow row, CancellationToken cancellationToken) =>
        row.Operation switch
        {
            "authorize" => AuthorizeAsync(row, cancellationToken),
            "topup" => TopUpAsync(row, cancellationToken),
            "capture" => CaptureAsync(row, cancellationToken),
            "void" => VoidAsync(row, cancellationToken),
            "refund" => RefundAsync(row, cancellationToken),
            var other => throw new RowException("operation", $"'{other}' is none of topup, authorize, capture, void, refund"),
        };

    private async Task<(string Result, RowClass Kind, bool Replayed)> AuthorizeAsync(SampleRow row, CancellationToken cancellationToken)
    {
        var request = RowRequest.Authorize(row);
        var response = await Patient.CallAsync(options => payments.AuthorizePaymentAsync(request, options), cancellationToken);
        var payment = response.Payment;
        paymentIds[(row.Tenant, row.RequestId)] = payment.PaymentId;
        return payment.State switch
        {
            PaymentState.Failed => ($"{payment.Failure.DeclinedBy}: {payment.Failure.Code}", RowClass.Declined, response.Replayed),
            PaymentState.Processing => ("outcome unknown", RowClass.Open, response.Replayed),
            _ => (Words(payment.State), RowClass.Done, response.Replayed),
        };
    }

    private async Task<(string Result, RowClass Kind, bool Replayed)> TopUpAsync(SampleRow row, CancellationToken cancellationToken)
    {
        var request = RowRequest.TopUp(row);
        var response = await Patient.CallAsync(options => payments.TopUpWalletAsync(request, options), cancellationToken);
        return ("succeeded", RowClass.Done, response.Replayed);
    }

    private async Task<(string Result, RowClass Kind, bool Replayed)> CaptureAsync(SampleRow row, CancellationToken cancellationToken)
    {
        var request = RowRequest.Capture(row, PaymentId(row));
        var response = await Patient.CallAsync(options => payments.CapturePaymentAsync(request, options), cancellationToken);
        return Operation(response.Capture.State, response.Capture.FailureCode, response.Replayed);
    }

    private async Task<(string Result, RowClass Kind, bool Replayed)> VoidAsync(SampleRow row, CancellationToken cancellationToken)
    {
        var request = RowRequest.Void(row, PaymentId(row));
        var response = await Patient.CallAsync(options => payments.VoidPaymentAsync(request, options), cancellationToken);
        return ("succeeded", RowClass.Done, response.Replayed);
    }

    private async Task<(string Result, RowClass Kind, bool Replayed)> RefundAsync(SampleRow row, CancellationToken cancellationToken)
    {
        var request = RowRequest.Refund(row, PaymentId(row));
        var response = await Patient.CallAsync(options => payments.RefundPaymentAsync(request, options), cancellationToken);
        return Operation(response.Refund.State, response.Refund.FailureCode, response.Replayed);
    }

    private string PaymentId(SampleRow row) =>
        paymentIds.TryGetValue((row.Tenant, row.Payment), out var id)
            ? id
            : throw new RowException("payment", $"'{row.Payment}' is not the request id of a payment in an earlier row");

    private static (string Result, RowClass Kind, bool Replayed) Operation(OperationState state, string failureCode, bool replayed) =>
        state switch
        {
            OperationState.Succeeded => ("succeeded", RowClass.Done, replayed),
            OperationState.Failed => (failureCode, RowClass.Declined, replayed),
            _ => ("outcome unknown", RowClass.Open, replayed),
        };

    private static bool IsRefusal(StatusCode code) =>
        code is StatusCode.FailedPrecondition or StatusCode.AlreadyExists or StatusCode.NotFound or StatusCode.OutOfRange;

    private static string Words(PaymentState state) =>
        string.Concat(
            state
                .ToString()
                .Select(
                    (letter, index) =>
                        index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"
                )
        );

    private static RowOutcome New(SampleRow row, string result, RowClass kind, string detail, bool replayed, long begin) =>
        new(row.Row, row.Operation, result, kind, detail, replayed, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
}
