using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows how far long work is: a bar on a terminal, a line at every tenth elsewhere.</summary>
internal static class Progressing
{
    public static async Task<T> ShowAsync<T>(IAnsiConsole console, string what, int count, Func<Action, Task<T>> work)
    {
        if (console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal)
        {
            return await console.Progress().StartAsync(context =>
            {
                var task = context.AddTask(what, maxValue: Math.Max(1, count));
                return work(() => task.Increment(1));
            });
        }

        var done = 0;
        console.WriteLine(what);
        return await work(() =>
        {
            var now = Interlocked.Increment(ref done);
            if (now * 10L / count != (now - 1) * 10L / count)
            {
                console.WriteLine($"  {now * 10L / count * 10} %");
            }
        });
    }
}
