using System.Diagnostics;

namespace Mesh.EndToEnd.Tests;

public sealed class LifeTests
{
    [Fact]
    public async Task Up_ThenDown_LeavesNoProcess()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        var mesh = await workspace.ReadyAsync(up);

        var down = await MeshCommand.RunAsync(workspace.Folder, "down");
        var ended = await up.EndAsync();

        Assert.True(down.ExitCode == 0, down.ToString());
        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.All(mesh.Processes.Values, pid => Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid)));
    }

    [Fact]
    public async Task Up_WhenItIsKilled_TakesItsChildrenWithIt()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        var mesh = await workspace.ReadyAsync(up);

        up.Kill();

        foreach (var pid in mesh.Processes.Values)
        {
            await ProcessEnd.WaitAsync(pid, TimeSpan.FromSeconds(40));
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Run_ThatIsStoppedInTheMiddle_LeavesNoProcessAndCanBeRunAgain(string signal)
    {
        Assert.SkipWhen(
            signal == "INT" && MeshCommand.InheritsIgnoredInterrupt,
            "SIGINT is ignored here, as in every background command of a shell without job control: run the tests in the foreground");
        using var workspace = new MeshWorkspace();
        var file = await workspace.SampleAsync(seed: 7, rows: 300);
        await using var run = MeshCommand.Start(workspace.Folder, environment: null, "run", file, "--json");
        var mesh = await workspace.ReadyAsync(run);

        await run.SignalAsync(signal);
        var stopped = await run.EndAsync();
        var again = await MeshCommand.RunAsync(workspace.Folder, "run", file, "--json");

        Assert.True(stopped.ExitCode == 130, stopped.ToString());
        Assert.All(mesh.Processes.Values, pid => Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid)));
        Assert.True(again.ExitCode == 0, again.ToString());
    }

    [Fact]
    public async Task Up_RightAfterAKill_WaitsForWhatIsLeftAndServes()
    {
        using var workspace = new MeshWorkspace();
        await using var first = MeshCommand.Start(workspace.Folder, environment: null, "up");
        var before = await workspace.ReadyAsync(first);

        first.Kill();
        await using var second = MeshCommand.Start(workspace.Folder, environment: null, "up");
        await workspace.ReadyAsync(second);
        var pay = await MeshCommand.RunAsync(workspace.Folder, "pay");

        Assert.True(pay.ExitCode == 0, pay.ToString());
        Assert.All(before.Processes.Values, pid => Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid)));
    }

    [Fact]
    public async Task Up_WhenAServiceIsKilled_SaysWhichAndEnds()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        var mesh = await workspace.ReadyAsync(up);

        ProcessEnd.Kill(mesh.Processes["ledger"]);
        var ended = await up.EndAsync();

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("mesh: ledger has stopped.", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("nothing is lost", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pay_WhileTheMeshIsUp_AnswersAndRepeats()
    {
        const string RequestId = "33333333-3333-4333-8333-333333333333";
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        await workspace.ReadyAsync(up);

        var first = await MeshCommand.RunAsync(workspace.Folder, "pay", "--request-id", RequestId);
        var repeat = await MeshCommand.RunAsync(workspace.Folder, "pay", "--request-id", RequestId);
        var other = await MeshCommand.RunAsync(workspace.Folder, "pay", "--request-id", RequestId, "--amount", "2000");
        var balance = await MeshCommand.RunAsync(workspace.Folder, "balance");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Contains("a repeat", repeat.Output, StringComparison.Ordinal);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("REQUEST_ID_REUSED", other.Errors, StringComparison.Ordinal);
        Assert.Contains("19.99", balance.Output, StringComparison.Ordinal);
    }
}
