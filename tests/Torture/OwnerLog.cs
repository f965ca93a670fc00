using System.Globalization;

namespace Mesh.Torture;

/// <summary>Counts what the ledgers have written down about owners: lost races and claims.</summary>
internal sealed class OwnerLog(IReadOnlyList<string> logFiles)
{
    private const string LostRace = "Mesh.Journal[5] ";
    private const string Claimed = "Mesh.Journal[21] ";

    /// <summary>Counts the lost races of a time.</summary>
    public int LostRaces(DateTimeOffset from, DateTimeOffset to) => Count(LostRace, from, to);

    /// <summary>Counts the claims of a time.</summary>
    public int Claims(DateTimeOffset from, DateTimeOffset to) => Count(Claimed, from, to);

    private int Count(string what, DateTimeOffset from, DateTimeOffset to) => logFiles.Sum(file => Lines(file).Count(line =>
        line.Contains(what, StringComparison.Ordinal)
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
