using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Samples;
using Mesh.Payments.V1;

namespace Mesh.Cli.Job;

/// <summary>Sends one row and says what became of it.</summary>
internal sealed class RowRunner(PaymentsService.PaymentsServiceClient payments)
{
    /// <summary>Result of a row whose try limit ran out; the job has failed then.</summary>
    public const string NoAnswer = "no answer";

    private const string OutcomeUnknown = "outcome unknown";
    private readonly ConcurrentDictionary<(string Tenant, string RequestId), string> paymentIds = new();

    public async Task<RowOutcome> RunAsync(SampleRow row, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var problems = new RowProblems();
        try
        {
            var (result, kind, replayed) = await SendAsync(row, problems, cancellationToken);
            problems.RequireNone();
            return New(row, result, kind, "", replayed, begin);
        }
        catch (RowException problem)
        {
            return New(row, "malformed", RowClass.Malformed, problem.Message, replayed: false, begin);
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.InvalidArgument)
        {
            return New(row, "malformed", RowClass.Malformed, problems.Describe(problem), replayed: false, begin);
        }
        catch (RpcException problem) when (IsRefusal(problem.StatusCode))
        {
            return New(row, RpcText.Reason(problem).ToLowerInvariant(), RowClass.Refused, problem.Status.Detail, replayed: false, begin);
        }
        catch (RpcException problem)
        {
            return New(row, NoAnswer, RowClass.Open, RpcText.Line(problem), replayed: false, begin);
        }
    }

    private Task<Answer> SendAsync(SampleRow row, RowProblems problems, CancellationToken cancellationToken)
    {
        if (row.Unreadable.Length > 0)
        {
            throw new RowException("row", row.Unreadable);
        }

        return row.Operation switch
        {
            "authorize" => AuthorizeAsync(RowRequest.Authorize(row, problems), cancellationToken),
            "topup" => TopUpAsync(RowRequest.TopUp(row, problems), cancellationToken),
            "capture" => CaptureAsync(RowRequest.Capture(row, PaymentId(row), problems), cancellationToken),
            "void" => VoidAsync(RowRequest.Void(row, PaymentId(row)), cancellationToken),
            "refund" => RefundAsync(RowRequest.Refund(row, PaymentId(row), problems), cancellationToken),
            var other => throw new RowException("operation", $"'{other}' is none of topup, authorize, capture, void, refund"),
        };
    }

    private async Task<Answer> AuthorizeAsync(AuthorizePaymentRequest request, CancellationToken cancellationToken)
    {
        var response = await Patient.CallAsync(options => payments.AuthorizePaymentAsync(request, options), cancellationToken);
        var payment = response.Payment;
        paymentIds[(request.Tenant, request.RequestId)] = payment.PaymentId;
        return payment.State switch
        {
            PaymentState.Failed => new Answer(
                $"{payment.Failure.DeclinedBy}: {payment.Failure.Code}", RowClass.Declined, response.Replayed),
            PaymentState.Processing => new Answer(OutcomeUnknown, RowClass.Open, response.Replayed),
            _ => new Answer(Words(payment.State), RowClass.Done, response.Replayed),
        };
    }

    private async Task<Answer> TopUpAsync(TopUpWalletRequest request, CancellationToken cancellationToken)
    {
        var response = await Patient.CallAsync(options => payments.TopUpWalletAsync(request, options), cancellationToken);
        return new Answer("succeeded", RowClass.Done, response.Replayed);
    }

    private async Task<Answer> CaptureAsync(CapturePaymentRequest request, CancellationToken cancellationToken)
    {
        var response = await Patient.CallAsync(options => payments.CapturePaymentAsync(request, options), cancellationToken);
        return Operation(response.Capture.State, response.Capture.FailureCode, response.Replayed);
    }

    private async Task<Answer> VoidAsync(VoidPaymentRequest request, CancellationToken cancellationToken)
    {
        var response = await Patient.CallAsync(options => payments.VoidPaymentAsync(request, options), cancellationToken);
        return Operation(response.State, response.FailureCode, response.Replayed);
    }

    private async Task<Answer> RefundAsync(RefundPaymentRequest request, CancellationToken cancellationToken)
    {
        var response = await Patient.CallAsync(options => payments.RefundPaymentAsync(request, options), cancellationToken);
        return Operation(response.Refund.State, response.Refund.FailureCode, response.Replayed);
    }

    private string PaymentId(SampleRow row) =>
        paymentIds.TryGetValue((row.Tenant, row.Payment), out var id)
            ? id
            : throw new RowException("payment", $"'{row.Payment}' is not the request id of a payment in an earlier row");

    private static Answer Operation(OperationState state, string failureCode, bool replayed) =>
        state switch
        {
            OperationState.Succeeded => new Answer("succeeded", RowClass.Done, replayed),
            OperationState.Failed => new Answer(failureCode, RowClass.Declined, replayed),
            _ => new Answer(OutcomeUnknown, RowClass.Open, replayed),
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

    private sealed record Answer(string Result, RowClass Kind, bool Replayed);
}
