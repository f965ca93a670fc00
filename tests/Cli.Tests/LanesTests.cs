using Mesh.Cli.Job;
using Mesh.Cli.Samples;

namespace Mesh.Cli.Tests;

public sealed class LanesTests
{
    [Fact]
    public void Of_RowsOfOneWallet_KeepsThemInOrderInOneLane()
    {
        SampleRow[] rows = [Row(1, wallet: "a"), Row(2, wallet: "b"), Row(3, wallet: "a", payee: "c"), Row(4, wallet: "c")];

        var lanes = Lanes.Of(rows);

        Assert.Equal([[1, 3, 4], [2]], lanes.Select(lane => lane.Select(row => row.Row)));
    }

    [Fact]
    public void Of_ACapture_FollowsItsPayment()
    {
        SampleRow[] rows = [Row(1, request: "p"), Row(2, request: "q"), Row(3, request: "r") with { Payment = "p" }];

        var lanes = Lanes.Of(rows);

        Assert.Equal([[1, 3], [2]], lanes.Select(lane => lane.Select(row => row.Row)));
    }

    [Fact]
    public void Of_TheSameWalletOfTwoTenants_GivesTwoLanes()
    {
        SampleRow[] rows = [Row(1, wallet: "a"), Row(2, wallet: "a") with { Tenant = "globex" }];

        Assert.Equal(2, Lanes.Of(rows).Count);
    }

    private static SampleRow Row(int number, string wallet = "", string payee = "", string? request = null) =>
        new() { Row = number, Tenant = "acme", RequestId = request ?? $"request-{number}", Wallet = wallet, PayeeWallet = payee };
}
