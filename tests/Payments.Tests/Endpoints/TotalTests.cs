using Grpc.Core;
using Mesh.Host.Errors;
using Mesh.Payments.Service.Endpoints;

namespace Mesh.Payments.Tests.Endpoints;

public sealed class TotalTests
{
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    public void ToTotal_InsideTheField_IsTheSum(long minor) => Assert.Equal(minor, PaymentsWire.ToTotal(minor));

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, -1)]
    public void ToTotal_BeyondTheField_IsATypedError(long edge, int beyond)
    {
        var error = Assert.Throws<ServiceException>(() => PaymentsWire.ToTotal((Int128)edge + beyond)).Error;

        Assert.Equal((StatusCode.OutOfRange, "TOTAL_OUT_OF_RANGE"), (error.Code, error.Reason));
    }
}
