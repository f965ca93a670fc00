using Mesh.Risk.Service.Endpoints;

namespace Mesh.Risk.Tests.Endpoints;

public sealed class RiskRoutesTests
{
    [Fact]
    public void All_EveryUnaryMethod_HasARoute() => Assert.Empty(RiskRoutes.All.MethodsWithoutRoute());
}
