using System.Diagnostics;
using Mesh.Architecture.Tests.Sources;

namespace Mesh.Architecture.Tests;

/// <summary>Runs the linter of the protos, as CI does.</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task Protos_Linted_HaveNoFindings()
    {
        var buf = Path.Combine(Repository.Current.Root, "artifacts", "tools", "node_modules", ".bin", "buf");
        Assert.SkipUnless(File.Exists(buf), "buf is not installed: run .ci/install-tools");
        using var process = Process.Start(new ProcessStartInfo(buf, "lint")
        {
            WorkingDirectory = Path.Combine(Repository.Current.Root, "protos"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        var output = await process.StandardOutput.ReadToEndAsync();
        var problems = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, output + problems);
    }

    /// <summary>The ledger's streams are the one exception: docs/decisions/0006-streams.md.</summary>
    [Fact]
    public void Protos_Configuration_AllowsNoExceptionsButTheStreams()
    {
        const string Streams =
            "  ignore_only:\n"
            + "    RPC_NO_CLIENT_STREAMING:\n      - mesh/ledger/v1/ledger_streams.proto\n"
            + "    RPC_NO_SERVER_STREAMING:\n      - mesh/ledger/v1/ledger_streams.proto\n";
        var configuration = File.ReadAllText(Path.Combine(Repository.Current.Root, "protos", "buf.yaml"))
            .Replace(Streams, "", StringComparison.Ordinal);

        Assert.Contains("disallow_comment_ignores: true", configuration, StringComparison.Ordinal);
        Assert.DoesNotContain("except:", configuration, StringComparison.Ordinal);
        Assert.DoesNotContain("ignore:", configuration, StringComparison.Ordinal);
        Assert.DoesNotContain("ignore_only:", configuration, StringComparison.Ordinal);
    }
}
