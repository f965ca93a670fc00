using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Where text goes.</summary>
internal static class Consoles
{
    /// <summary>Standard error, for what must not mix with a result.</summary>
    public static IAnsiConsole Error { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Standard output without colours and without folding of long lines.</summary>
    public static IAnsiConsole PlainOutput
    {
        get
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(Console.Out) });
            console.Profile.Width = int.MaxValue;
            return console;
        }
    }
}
