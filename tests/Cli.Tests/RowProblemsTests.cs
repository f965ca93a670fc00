using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Mesh.Cli.Job;
using Mesh.Cli.Samples;

namespace Mesh.Cli.Tests;

public sealed class RowProblemsTests
{
    [Fact]
    public void Describe_TextThatNoRequestCarries_IsNamedBesideWhatTheServiceRefused()
    {
        var problems = new RowProblems();
        var row = new SampleRow { AmountMinor = "12.50", Capture = "later", Card = "4", Expiry = "1330", Tenant = "ACME" };
        var request = RowRequest.Authorize(row, problems);

        var line = problems.Describe(
            Refusal("amount.amount_minor", "capture_method", "card.number", "card.expiry_month", "card.expiry_year", "tenant")
        );

        Assert.Equal(-1, request.Amount.AmountMinor);
        Assert.Equal(
            "amount.amount_minor '12.50' is not a whole number of minor units; capture_method 'later' is neither automatic nor manual; "
                + "card.expiry '1330' is not MM/YYYY; card.number is wrong; tenant is wrong",
            line
        );
    }

    [Fact]
    public void Capture_WithoutAnAmount_AsksForAll()
    {
        var problems = new RowProblems();

        Assert.Equal(0, RowRequest.Capture(new SampleRow(), "pay_1", problems).AmountMinor);
        problems.RequireNone();
    }

    [Fact]
    public void RequireNone_AfterAWrongField_Throws()
    {
        var problems = new RowProblems();
        RowRequest.Refund(new SampleRow { AmountMinor = "all" }, "pay_1", problems);

        Assert.Throws<InvalidOperationException>(problems.RequireNone);
    }

    private static RpcException Refusal(params string[] fields)
    {
        var status = new Google.Rpc.Status { Code = (int)Code.InvalidArgument, Message = "wrong" };
        status.Details.Add(
            Any.Pack(
                new BadRequest
                {
                    FieldViolations =
                    {
                        fields.Select(field => new BadRequest.Types.FieldViolation { Field = field, Description = "is wrong" }),
                    },
                }
            )
        );
        return status.ToRpcException();
    }
}
