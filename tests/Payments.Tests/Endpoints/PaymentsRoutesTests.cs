using Mesh.Payments.Service.Endpoints;

namespace Mesh.Payments.Tests.Endpoints;

public sealed class PaymentsRoutesTests
{
    [Fact]
    public void All_EveryUnaryMethod_HasARoute() => Assert.Empty(PaymentsRoutes.All.MethodsWithoutRoute());
}
