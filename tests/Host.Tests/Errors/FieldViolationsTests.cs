using Grpc.Core;
using Mesh.Host.Errors;

namespace Mesh.Host.Tests.Errors;

public sealed class FieldViolationsTests
{
    [Fact]
    public void Add_NestedViews_SpellsTheWholePath()
    {
        var violations = new FieldViolations();

        violations.At("transfers", 3).At("amount").Add("high", "a");
        violations.At("payer").Add("country_code", "b");
        violations.At("batch", 0).Add("tags", 2, "c");
        violations.Add("request_id", "d");

        Assert.Equal(
            ["transfers[3].amount.high", "payer.country_code", "batch[0].tags[2]", "request_id"],
            violations.All.Select(violation => violation.Field));
    }

    [Fact]
    public void Add_EmptyName_NamesTheViewItself()
    {
        var violations = new FieldViolations();

        violations.At("transfers", 1).Add("", "a");
        violations.Add("", "b");

        Assert.Equal(["transfers[1]", ""], violations.All.Select(violation => violation.Field));
    }

    [Fact]
    public void IsEmpty_ViolationAddedInAView_IsSeenEverywhere()
    {
        var violations = new FieldViolations();
        var view = violations.At("amount");
        Assert.True(violations.IsEmpty);

        view.Add("currency_code", "a");

        Assert.False(violations.IsEmpty);
        Assert.False(violations.At("other").IsEmpty);
    }

    [Fact]
    public void ThrowIfAny_Nothing_Returns() => new FieldViolations().ThrowIfAny("REQUEST_INVALID");

    [Fact]
    public void ThrowIfAny_TwoViolations_ThrowsInvalidArgumentWithBoth()
    {
        var violations = new FieldViolations();
        violations.Add("a", "must be set");
        violations.Add("b", "must be positive");

        var error = Assert.Throws<ServiceException>(() => violations.ThrowIfAny("REQUEST_INVALID")).Error;

        Assert.Equal(StatusCode.InvalidArgument, error.Code);
        Assert.Equal("REQUEST_INVALID", error.Reason);
        Assert.Equal([new FieldViolation("a", "must be set"), new FieldViolation("b", "must be positive")], error.Violations);
    }
}
