using Mesh.Ledger.Service.Endpoints;

namespace Mesh.Ledger.Tests.Endpoints;

public sealed class LedgerRoutesTests
{
    [Fact]
    public void All_EveryUnaryMethod_HasARoute() => Assert.Empty(LedgerRoutes.All.MethodsWithoutRoute());
}
