using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Mesh.EndToEnd.Tests;

/// <summary>Whatever keeps a mesh from starting is said in one line that names the way out.</summary>
public sealed class StartProblemTests
{
    [Fact]
    public async Task Up_WhereAMeshRunsAlready_SaysSo()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        await workspace.ReadyAsync(up);

        var second = await MeshCommand.RunAsync(workspace.Folder, "up");

        AssertOneLine(second, "runs in");
    }

    [Fact]
    public async Task Up_WhereNothingCanBeWritten_SaysSo()
    {
        using var workspace = new MeshWorkspace();
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, ".mesh"), "a file where the folder should be");

        var result = await MeshCommand.RunAsync(workspace.Folder, "up");

        AssertOneLine(result, "cannot write");
    }

    [Fact]
    public async Task Up_OnAFullDisk_SaysSo()
    {
        using var workspace = new MeshWorkspace();
        var disk = Directory.CreateDirectory(Path.Combine(workspace.Folder, "disk")).FullName;
        Assert.SkipUnless(
            await SystemAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk),
            "a small disk could not be mounted: run as root to run this test"
        );
        try
        {
            AssertOneLine(await MeshCommand.RunAsync(disk, "up"), "is full");
        }
        finally
        {
            await SystemAsync("umount", disk);
        }
    }

    [Fact]
    public async Task Run_WithAnotherProfileThanTheMeshThatRunsHere_SaysSo()
    {
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, environment: null, "up");
        await workspace.ReadyAsync(up);

        AssertOneLine(await MeshCommand.RunAsync(workspace.Folder, "run", "--profile", "redis"), "embedded, not redis");
    }

    [Fact]
    public async Task Up_OnADamagedJournal_NamesTheRecordAndChangesNothing()
    {
        using var workspace = new MeshWorkspace();
        var rows = await workspace.SampleAsync(seed: 3, rows: 40);
        Assert.Equal(0, (await MeshCommand.RunAsync(workspace.Folder, "run", rows)).ExitCode);
        var damaged = await DamageAsync(Path.Combine(workspace.Folder, ".mesh", "state.db"));

        AssertOneLine(await MeshCommand.RunAsync(workspace.Folder, "up"), $"the journal of ledger in '{workspace.Folder}");
        AssertOneLine(await MeshCommand.RunAsync(workspace.Folder, "up"), $"Record 2 of partition {damaged}");
    }

    [Fact]
    public async Task Up_OnRedisWithoutRedisServer_SaysHowToGetIt()
    {
        using var workspace = new MeshWorkspace();
        var empty = Directory.CreateDirectory(Path.Combine(workspace.Folder, "empty")).FullName;
        await using var command = MeshCommand.Start(
            workspace.Folder,
            new Dictionary<string, string> { ["PATH"] = empty },
            "up",
            "--profile",
            "redis"
        );

        var result = await command.EndAsync();

        AssertOneLine(result, "redis-server");
    }

    [Fact]
    public async Task Run_AFileThatIsNotThere_SaysSo()
    {
        using var workspace = new MeshWorkspace();

        var result = await MeshCommand.RunAsync(workspace.Folder, "run", "nowhere.csv");

        AssertOneLine(result, "nowhere.csv");
    }

    [Fact]
    public async Task Pay_WithoutAMesh_SaysHowToStartOne()
    {
        using var workspace = new MeshWorkspace();

        var result = await MeshCommand.RunAsync(workspace.Folder, "pay");

        AssertOneLine(result, "up");
    }

    /// <summary>Changes one character of a record of the ledger; gets the partition that it belongs to.</summary>
    private static async Task<string> DamageAsync(string database)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE state
            SET value = substr(value, 1, 40) || CASE substr(value, 41, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(value, 42)
            WHERE key = (SELECT min(key) FROM state WHERE key LIKE 'ledger||journal/%/00000000000000000002')
            RETURNING key
            """;
        var key = Assert.IsType<string>(await command.ExecuteScalarAsync());
        return key.Split('/')[1];
    }

    private static async Task<bool> SystemAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static void AssertOneLine(CommandResult result, string word)
    {
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.StartsWith("mesh: ", line, StringComparison.Ordinal);
        Assert.Contains(word, line, StringComparison.Ordinal);
    }
}
