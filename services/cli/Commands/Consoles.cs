using Google.Protobuf;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Where text goes.</summary>
internal static class Consoles
{
    // Into a file or a pipe nothing is folded: who reads it there folds it himself, or searches for it.
    private const int WidthOfNoTerminal = 240;

    /// <summary>Standard output, for people.</summary>
    public static IAnsiConsole Output { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error, for what must not mix with a result.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

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

    /// <summary>Prints a message as one JSON object.</summary>
    public static void PrintJson(IMessage message) => PlainOutput.WriteLine(JsonFormatter.Default.Format(message));

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (isRedirected)
        {
            console.Profile.Width = WidthOfNoTerminal;
        }

        return console;
    }
}
