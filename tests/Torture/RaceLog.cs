using System.Globalization;

namespace Mesh.Torture;

/// <summary>Counts the lost races that the ledgers have written down.</summary>
internal sealed class RaceLog(IReadOnlyList<string> logFiles)
{
    private const string Event = "info: Mesh.Journal[5] ";

    /// <summary>Counts those of a time.</summary>
    public int Count(DateTimeOffset from, DateTimeOffset to) => logFiles.Sum(file => Lines(file).Count(line =>
        line.Contains(Event, StringComparison.Ordinal)
        && DateTimeOffset.TryParse(line[..line.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture, out var at)
        && at >= from && at < to));

    private static List<string> Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
