using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Mesh.EndToEnd.Tests;

/// <summary>The ledger's own commands, on a mesh that has made payments.</summary>
public sealed class BookTests
{
    [Fact]
    public async Task Ledger_CommandsOfOneBook_AgreeWithEachOther()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        await workspace.ReadyAsync(up);
        await Succeed(workspace, "run", await workspace.SampleAsync(seed: 5, rows: 300), "--json");

        await Succeed(workspace, "accounts", "create", "--name", "Own/cash", "--asset", "EUR", "--type", "Asset", "--no-overdraft");
        await Succeed(workspace, "accounts", "create", "--name", "Own/equity", "--asset", "EUR", "--type", "Equity");
        var single = NewId();
        await Succeed(workspace, "transfer", "--id", single, "--debit", "cash", "--credit", "equity", "--amount", "10050");
        var repeat = await Succeed(workspace, "transfer", "--id", single, "--debit", "cash", "--credit", "equity", "--amount", "10050");
        var hold = NewId();
        await Succeed(workspace, "transfer", "--id", hold, "--debit", "equity", "--credit", "cash", "--amount", "5000", "--pending");
        var post = NewId();
        await Succeed(workspace, "transfer", "--id", post, "--post", hold, "--amount", "2000", "--final");
        var refused = await MeshCommand.RunAsync(
            workspace.Folder, "transfer", "--debit", "equity", "--credit", "cash", "--amount", "999999");
        await Succeed(workspace, "transfer", "--reverse", post, "--json");
        var late = await MeshCommand.RunAsync(workspace.Folder, "transfer", "--void", hold);

        Assert.Contains("a repeat", repeat, StringComparison.Ordinal);
        Assert.Contains("ExceedsDebits", refused.Output, StringComparison.Ordinal);
        Assert.Contains("PendingTransferAlreadyPosted", late.Output, StringComparison.Ordinal);
        Assert.Equal((1, 1), (refused.ExitCode, late.ExitCode));
        Assert.Contains("Own/cash", await Succeed(workspace, "accounts"), StringComparison.Ordinal);
        await StatementAgreesAsync(workspace);
        await Succeed(workspace, "accounts", "update", "Own/cash", "--metadata", "tier=gold");
        await ImportIsTheSameAsync(workspace);
        await EveryJsonIsOneObjectAsync(workspace, single);
        await ExportAgreesAsync(workspace);
    }

    private static async Task ImportIsTheSameAsync(MeshWorkspace workspace)
    {
        var file = Path.Combine(workspace.Folder, "acme.jsonl");
        await File.WriteAllTextAsync(
            file, await Succeed(workspace, "export", "--format", "jsonl"), TestContext.Current.CancellationToken);
        using var first = JsonDocument.Parse(await Succeed(workspace, "import", file, "--tenant", "copy", "--json"));
        using var again = JsonDocument.Parse(await Succeed(workspace, "import", file, "--tenant", "copy", "--json"));
        var other = await MeshCommand.RunAsync(workspace.Folder, "import", file, "--tenant", "globex");
        using var verified = JsonDocument.Parse(await Succeed(workspace, "verify", "--tenant", "acme", "--tenant", "globex", "--json"));

        Assert.True(first.RootElement.GetProperty("same").GetBoolean());
        Assert.Equal(first.RootElement.GetProperty("events").GetInt64(), first.RootElement.GetProperty("restored").GetInt64());
        Assert.Equal(first.RootElement.GetProperty("events").GetInt64(), again.RootElement.GetProperty("replayed").GetInt64());
        Assert.Contains("BOOK_NOT_RESTORABLE", other.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            first.RootElement.GetProperty("stateHash").GetString(),
            verified.RootElement.GetProperty("books")[0].GetProperty("stateHash").GetString());
        await Succeed(workspace, "transfer", "--tenant", "copy", "--debit", "cash", "--credit", "equity", "--amount", "1");
    }

    private static async Task EveryJsonIsOneObjectAsync(MeshWorkspace workspace, string transfer)
    {
        foreach (var (command, property) in new (string[], string)[]
        {
            (["accounts"], "accounts"), (["balance"], "accounts"), (["assets"], "assets"), (["partitions"], "partitions"),
            (["accounts", "versions", "Own/cash"], "versions"), (["statement", "Own/cash"], "lines"),
            (["prove", "--transfer", transfer], "rootHash"),
        })
        {
            using var printed = JsonDocument.Parse(await Succeed(workspace, [.. command, "--json"]));
            Assert.True(
                printed.RootElement.TryGetProperty(property, out _) || property == "assets", $"mesh {command[0]} --json has {property}");
        }
    }

    private static async Task StatementAgreesAsync(MeshWorkspace workspace)
    {
        using var statement = JsonDocument.Parse(await Succeed(workspace, "statement", "Own/equity", "--json"));
        var root = statement.RootElement;
        Assert.Equal("10050", root.GetProperty("closingMinor").GetString());
        Assert.Equal("0", root.GetProperty("debitsHeldMinor").GetString());
        Assert.Equal(
            ["SINGLE", "PENDING", "POST", "REVERSE"],
            root.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("kind").GetString()));
    }

    /// <summary>hledger accepts the export of every tenant, and adds up to the balances that the ledger has.</summary>
    private static async Task ExportAgreesAsync(MeshWorkspace workspace)
    {
        Assert.SkipWhen(!IsInstalled("hledger"), "hledger is not on the path: install it for the rest of this test");
        foreach (var tenant in new[] { "acme", "globex" })
        {
            var file = Path.Combine(workspace.Folder, $"{tenant}.journal");
            await File.WriteAllTextAsync(
                file, await Succeed(workspace, "export", "--tenant", tenant), TestContext.Current.CancellationToken);

            Assert.Equal("", await HledgerAsync("check", "--strict", "-f", file));
            Assert.Equal(await LedgerSumsAsync(workspace, tenant), await HledgerSumsAsync(file));
        }
    }

    // Sums of debits less credits that are not 0, by code of the type and asset: names differ between the two.
    private static async Task<SortedDictionary<string, decimal>> LedgerSumsAsync(MeshWorkspace workspace, string tenant)
    {
        using var accounts = JsonDocument.Parse(await Succeed(workspace, "balance", "--tenant", tenant, "--json"));
        var sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var account in accounts.RootElement.GetProperty("accounts").EnumerateArray())
        {
            var asset = account.GetProperty("asset").GetString()!;
            var minor = Minor(account, "debitsPosted") - Minor(account, "creditsPosted");
            var scale = asset switch { "JPY" => 1m, "KWD" => 1_000m, _ => 100m };
            Add(sums, account.GetProperty("externalReference").GetString()!.Split('/')[0] + " " + asset, minor / scale);
        }

        return sums;
    }

    private static decimal Minor(JsonElement account, string side) =>
        account.TryGetProperty(side, out var amount) && amount.TryGetProperty("low", out var low)
            ? decimal.Parse(low.GetString()!, CultureInfo.InvariantCulture)
            : 0;

    private static async Task<SortedDictionary<string, decimal>> HledgerSumsAsync(string file)
    {
        var sums = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var line in (await HledgerAsync("balance", "--flat", "-N", "-f", file)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Add(sums, $"{words[2].Split(':')[1]} {words[1]}", decimal.Parse(words[0], CultureInfo.InvariantCulture));
        }

        return sums;
    }

    private static void Add(SortedDictionary<string, decimal> sums, string name, decimal amount)
    {
        sums[name] = sums.GetValueOrDefault(name) + amount;
        if (sums[name] == 0)
        {
            sums.Remove(name);
        }
    }

    private static async Task<string> Succeed(MeshWorkspace workspace, params string[] arguments)
    {
        var result = await MeshCommand.RunAsync(workspace.Folder, arguments);
        Assert.True(result.ExitCode == 0, $"mesh {string.Join(' ', arguments)}: {result}");
        return result.Output;
    }

    private static async Task<string> HledgerAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("hledger", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadToEndAsync() + await errors;
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string NewId() => Guid.CreateVersion7().ToString();
}
