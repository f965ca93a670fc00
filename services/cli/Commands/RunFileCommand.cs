using Mesh.Cli.RunFiles;

namespace Mesh.Cli.Commands;

/// <summary>Runs the apps of a run file until they have ended, or Ctrl-C.</summary>
internal static class RunFileCommand
{
    public static async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        var apps = RunFileReader.Read(path);
        var saying = new Lock();
        await using var run = new RunFileRun(apps, line =>
        {
            lock (saying)
            {
                Console.Out.WriteLine(line);
            }
        });
        return await run.RunAsync(cancellationToken);
    }
}
