using System.Diagnostics;
using Mesh.Cli.Running;

namespace Mesh.Cli.Tests;

/// <summary>What a crash leaves in a folder is recognised for what it is.</summary>
public sealed class RunRecordTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");
    private readonly DirectoryInfo working = Directory.CreateTempSubdirectory("mesh-cli-");

    private MeshFolder Folder => MeshFolder.In(working.FullName);

    [Fact]
    public async Task Read_WhileTheFolderIsTaken_GivesTheRecordOnceItIsReady()
    {
        await using var taken = await Folder.TakeAsync(CancellationToken.None);

        Record(ready: false).Write(Folder);
        Assert.Null(RunRecord.Read(Folder));
        Record(ready: true).Write(Folder);
        Assert.NotNull(RunRecord.Read(Folder));
    }

    [Fact]
    public async Task Read_AfterACrash_GivesNothing()
    {
        await (await Folder.TakeAsync(CancellationToken.None)).DisposeAsync();
        Record(ready: true).Write(Folder);

        Assert.Null(RunRecord.Read(Folder));
        Assert.NotNull(RunRecord.ReadLeftOver(Folder));
    }

    [Fact]
    public async Task Take_AFolderThatIsTaken_SaysSo()
    {
        await using var taken = await Folder.TakeAsync(CancellationToken.None);

        var problem = await Assert.ThrowsAsync<CliException>(() => Folder.TakeAsync(CancellationToken.None));

        Assert.Contains("runs in", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_AProcessOfTheSameIdThatBeganAtAnotherTime_IsLeftAlone()
    {
        // Ourselves, with the start time of somebody who had our id before.
        await using var taken = await Folder.TakeAsync(CancellationToken.None);
        var record = Record(ready: true) with
        {
            Processes = new Dictionary<string, int> { ["ledger"] = Environment.ProcessId },
            StartTimes = new Dictionary<string, DateTimeOffset> { ["ledger"] = DateTimeOffset.UnixEpoch },
        };
        record.Write(Folder);

        await LeftOverProcesses.EndAsync(Folder, CancellationToken.None);

        Assert.Null(RunRecord.ReadLeftOver(Folder));
    }

    [Fact]
    public async Task End_AProcessThatIsLeftOver_IsWaitedForUntilItHasEnded()
    {
        await using var taken = await Folder.TakeAsync(CancellationToken.None);
        using var left = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        var record = Record(ready: true) with
        {
            Processes = new Dictionary<string, int> { ["ledger"] = left.Id },
            StartTimes = new Dictionary<string, DateTimeOffset> { ["ledger"] = left.StartTime },
        };
        record.Write(Folder);

        var ending = LeftOverProcesses.EndAsync(Folder, CancellationToken.None);
        Assert.False(ending.IsCompleted);
        left.StandardInput.Close();
        await ending;

        Assert.True(left.HasExited);
    }

    public void Dispose() => working.Delete(recursive: true);

    private static RunRecord Record(bool ready) =>
        new(
            Environment.ProcessId,
            ready,
            Profiles.Embedded,
            Nowhere,
            Nowhere,
            Nowhere,
            new Dictionary<string, int>(),
            new Dictionary<string, DateTimeOffset>()
        );
}
