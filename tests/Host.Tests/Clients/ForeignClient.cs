using System.Diagnostics;

namespace Mesh.Host.Tests.Clients;

/// <summary>Runs a client that is not ours, as a process, and reads its verdict of each check.</summary>
internal static class ForeignClient
{
    /// <summary>Only bounds a failure: a whole run takes a few seconds.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(2);

    /// <returns>By check: "ok", or what happened.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        process.Start();
        using var patience = new CancellationTokenSource(PatienceMax);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var problems = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await problems}");
            return Parse(await output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static Dictionary<string, string> Parse(string output)
    {
        var verdicts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("ok ", StringComparison.Ordinal))
            {
                verdicts.Add(line["ok ".Length..].Trim(), "ok");
            }
            else if (line.StartsWith("not ok ", StringComparison.Ordinal)
                && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
            {
                verdicts.Add(line["not ok ".Length..colon], line[(colon + 2)..]);
            }
        }

        return verdicts;
    }
}
