using Grpc.Core;
using Mesh.Host.Errors;

namespace Mesh.Host.Tests.Errors;

public sealed class ServiceErrorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("lower_case")]
    [InlineData("ENDS_")]
    [InlineData("1ST")]
    [InlineData("WITH SPACE")]
    [InlineData("NEWLINE\n")]
    public void Create_ReasonIsNotScreamingSnake_Throws(string reason) =>
        Assert.Throws<ArgumentException>(() => ServiceError.NotFound(reason, "message"));

    [Fact]
    public void Create_ReasonOf63Characters_IsAcceptedAndOneMoreIsNot()
    {
        Assert.Equal(63, ServiceError.NotFound(new string('A', 63), "message").Reason.Length);
        Assert.Throws<ArgumentException>(() => ServiceError.NotFound(new string('A', 64), "message"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("Upper")]
    [InlineData("has space")]
    public void With_KeyAgainstAip193_Throws(string key) =>
        Assert.Throws<ArgumentException>(() => ServiceError.NotFound("ABSENT", "message").With(key, "value"));

    [Fact]
    public void With_SecondKey_KeepsTheFirstAndLeavesTheOriginal()
    {
        var first = ServiceError.NotFound("ABSENT", "message").With("account_id", "7");

        var both = first.With("book", "eur");

        Assert.Equal(["account_id", "book"], both.Metadata.Keys);
        Assert.Equal(["account_id"], first.Metadata.Keys);
    }

    [Fact]
    public void With_LongValue_IsCutAtAWholeCharacter()
    {
        var value = new string('a', 254) + "😀" + "b";

        var cut = ServiceError.NotFound("ABSENT", "message").With("name", value).Metadata["name"];

        Assert.Equal(new string('a', 254) + "…", cut);
    }

    [Fact]
    public void Factories_EachStatus_IsTheOneNamed()
    {
        ServiceError[] errors =
        [
            ServiceError.InvalidArgument("XX", ""), ServiceError.NotFound("XX", ""), ServiceError.FailedPrecondition("XX", ""),
            ServiceError.AlreadyExists("XX", ""), ServiceError.Aborted("XX", ""), ServiceError.OutOfRange("XX", ""),
            ServiceError.Unauthenticated("XX", ""), ServiceError.PermissionDenied("XX", ""), ServiceError.ResourceExhausted("XX", ""),
            ServiceError.Unavailable("XX", "", TimeSpan.Zero), ServiceError.DeadlineExceeded("XX", ""), ServiceError.DataLoss("XX", ""),
            ServiceError.Unimplemented("XX", ""),
        ];

        Assert.Equal(
            [
                StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.FailedPrecondition, StatusCode.AlreadyExists,
                StatusCode.Aborted, StatusCode.OutOfRange, StatusCode.Unauthenticated, StatusCode.PermissionDenied,
                StatusCode.ResourceExhausted, StatusCode.Unavailable, StatusCode.DeadlineExceeded, StatusCode.DataLoss,
                StatusCode.Unimplemented,
            ],
            errors.Select(error => error.Code));
    }
}
