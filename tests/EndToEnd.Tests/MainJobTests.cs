using System.Text.Json;

namespace Mesh.EndToEnd.Tests;

public sealed class MainJobTests
{
    private const int Rows = 500;

    [Fact]
    public async Task Run_TheSameFileTwice_GivesTheSameBalances()
    {
        using var workspace = new MeshWorkspace();
        var file = await workspace.SampleAsync(seed: 7, Rows);

        var first = await MeshCommand.RunAsync(workspace.Folder, "run", file, "--json");
        var second = await MeshCommand.RunAsync(workspace.Folder, "run", file, "--json");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal(Balances(first), Balances(second));
        Assert.True(Number(second, "replayed") > Rows * 8 / 10, second.ToString());
    }

    [Fact]
    public async Task Run_OnRedis_GivesTheBalancesOfTheEmbeddedProfile()
    {
        Assert.SkipUnless(HasRedis(), "redis-server is not on the path: install it to run this test");
        using var embedded = new MeshWorkspace();
        using var redis = new MeshWorkspace();
        var file = await embedded.SampleAsync(seed: 7, Rows);

        var first = await MeshCommand.RunAsync(embedded.Folder, "run", file, "--json");
        var second = await MeshCommand.RunAsync(redis.Folder, "run", file, "--json", "--profile", "redis");

        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal(Balances(first), Balances(second));
    }

    [Fact]
    public async Task Run_ARowThatIsMalformed_NamesRowAndFieldAndAffectsNothingElse()
    {
        using var workspace = new MeshWorkspace();
        var file = Path.Combine(workspace.Folder, "payments.csv");
        await File.WriteAllLinesAsync(
            file,
            [
                "operation,request_id,tenant,payment,amount_minor,currency,capture,customer,merchant,card,expiry,wallet,payee_wallet",
                "topup,11111111-1111-4111-8111-111111111111,acme,,5000,EUR,,,,,,alice,",
                "authorize,not-a-uuid,ACME,,12.50,EURO,later,,shop,4242424242424241,13/1999,,",
                "authorize,33333333-3333-4333-8333-333333333333,acme",
                "authorize,22222222-2222-4222-8222-222222222222,acme,,1200,EUR,automatic,,,,,alice,bob",
            ]
        );

        var result = await MeshCommand.RunAsync(workspace.Folder, "run", file);

        Assert.True(result.ExitCode == 0, result.ToString());
        foreach (
            var field in new[]
            {
                "request_id",
                "tenant",
                "amount.amount_minor",
                "amount.currency_code",
                "capture_method",
                "card.number",
                "card.expiry_month",
                "card.expiry_year",
                "3 fields where the first line names 13",
            }
        )
        {
            Assert.Contains(field, result.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>Only what the ledger and payments hold: times and speeds differ.</summary>
    internal static string Balances(CommandResult result)
    {
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("balances").GetRawText();
    }

    private static int Number(CommandResult result, string name)
    {
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty(name).GetInt32();
    }

    private static bool HasRedis() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "redis-server")));
}
