namespace Mesh.EndToEnd.Tests;

/// <summary>Contract check 47: what <c>dapr run -f</c> does, on two small apps.</summary>
public sealed class RunFileTests
{
    [Fact]
    public async Task Run_AppsOfARunFile_EachHasItsEnvironmentAndOneThatEndsLeavesTheOtherRunning()
    {
        using var workspace = new MeshWorkspace();
        var (first, second) = (Folder(workspace, "first"), Folder(workspace, "second"));
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "dapr.yaml"), """
            version: 1
            common:
              resourcesPaths: [components]
              env: {SHARED: of-common, OWN: of-common}
            apps:
              - appDirPath: first
                appPort: 6001
                appProtocol: grpc
                env: {OWN: of-app}
                command: [sh, -c, "echo $APP_ID $APP_PORT $APP_PROTOCOL $SHARED $OWN $(pwd); exit 3"]
              - appID: named
                appDirPath: second
                command:
                  - sh
                  - -c
                  - "echo $APP_ID port=$APP_PORT $APP_PROTOCOL; trap 'echo stopped in order; exit 0' TERM; while :; do sleep 0.1; done"
            """);
        Folder(workspace, "components");

        await using var run = MeshCommand.Start(workspace.Folder, environment: null, "run", "-f", ".");
        await run.SaysAsync("== APP - first == The App process exited with error code: exit status 3");
        await run.SaysAsync("== APP - named == named port= http");
        await run.SignalAsync("TERM");
        var result = await run.EndAsync();

        Assert.Contains($"== APP - first == first 6001 grpc of-common of-app {first}", result.Output, StringComparison.Ordinal);
        Assert.Contains("== APP - named == stopped in order", result.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(first, ".dapr", "logs"), "first_app_*.log"));
        Assert.Single(Directory.GetFiles(Path.Combine(first, ".dapr", "logs"), "first_daprd_*.log"));
        Assert.Single(Directory.GetFiles(Path.Combine(second, ".dapr", "logs"), "named_app_*.log"));
    }

    [Theory]
    [InlineData("version: 1\napps:\n  - appDirPath: nowhere\n", "is no folder; nothing was started")]
    [InlineData("version: 1\napps:\n  - appID: a\n", "dapr.yaml:3: appDirPath is missing")]
    [InlineData("version: 1\napps:\n  - {appDirPath: ., appPort: many}\n", "appPort 'many' is no port")]
    [InlineData("apps: []\n", "write `version: 1` and a list `apps`")]
    public async Task Run_FileThatIsNotValid_SaysSoInOneLine(string text, string expected)
    {
        using var workspace = new MeshWorkspace();
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "dapr.yaml"), text);

        var result = await MeshCommand.RunAsync(workspace.Folder, "run", "-f", "dapr.yaml");

        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    private static string Folder(MeshWorkspace workspace, string name) =>
        Directory.CreateDirectory(Path.Combine(workspace.Folder, name)).FullName;
}
