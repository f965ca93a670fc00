using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Job;
using Mesh.Cli.Samples;
using Mesh.Payments.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Makes one payment.</summary>
internal static class PayCommand
{
    public static async Task<int> RunAsync(SampleRow row, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var problems = new RowProblems();
        try
        {
            var request = RowRequest.Authorize(row, problems);
            request.MerchantReference = "";
            var response = await Patient.CallAsync(options => clients.Payments.AuthorizePaymentAsync(request, options), cancellationToken);
            problems.RequireNone();
            if (isJson)
            {
                Consoles.PlainOutput.WriteLine(JsonFormatter.Default.Format(response));
            }
            else
            {
                Print(row.RequestId, response);
            }

            return response.Payment.State == PaymentState.Failed ? 1 : 0;
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.InvalidArgument)
        {
            throw new CliException($"{RpcText.Reason(problem)}: nothing was changed; {problems.Describe(problem)}.", problem);
        }
        catch (RpcException problem)
        {
            throw new CliException(RpcText.Line(problem), problem);
        }
    }

    private static void Print(string requestId, AuthorizePaymentResponse response)
    {
        var payment = response.Payment;
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("payment", payment.PaymentId);
        grid.AddRow("state", payment.State.ToString() + (payment.OutcomeUnknown ? " (outcome unknown; the service keeps asking)" : ""));
        grid.AddRow("amount", $"{MoneyText.Of(payment.Amount.AmountMinor, payment.Amount.CurrencyCode)} {payment.Amount.CurrencyCode}");
        if (payment.Failure is { } failure)
        {
            grid.AddRow("declined by", $"{failure.DeclinedBy}: {failure.Code}. {failure.Message}");
        }

        if (payment.Risk is { } risk)
        {
            grid.AddRow("risk", $"{risk.Outcome}, score {risk.Score}{(risk.Rules.Count > 0 ? $" ({string.Join(", ", risk.Rules)})" : "")}");
        }

        grid.AddRow(
            "request id",
            requestId + (response.Replayed ? " (a repeat: this is the first answer)" : " (send it again and you get this answer again)")
        );
        Consoles.Output.Write(grid);
    }
}
