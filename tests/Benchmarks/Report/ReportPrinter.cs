using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Mesh.Benchmarks.Report;

/// <summary>Prints a report: a table for people, one JSON object for programs.</summary>
public static class ReportPrinter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Prints <c>{"name", "machine", "metrics": {…}, "ratios": {…}}</c>.</summary>
    public static void PrintJson(BenchmarkReport report) =>
        Console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    name = report.Name,
                    machine = report.Machine,
                    metrics = Rounded(report.Metrics),
                    ratios = Rounded(report.Ratios),
                },
                Indented
            )
        );

    /// <summary>Prints the rows, then the ratios.</summary>
    public static void PrintTable(BenchmarkReport report)
    {
        AnsiConsole.WriteLine($"{report.Name} on {report.Machine}");
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("what");
        table.AddColumn(new TableColumn("per second").RightAligned());
        table.AddColumn(new TableColumn("p50 ms").RightAligned());
        table.AddColumn(new TableColumn("p99 ms").RightAligned());
        table.AddColumn("remark");
        foreach (var row in report.Rows)
        {
            table.AddRow(
                Markup.Escape(row.What),
                Text(row.Load.PerSecond, "#,0"),
                Text(row.Load.P50Ms, "0.00"),
                Text(row.Load.P99Ms, "0.00"),
                Markup.Escape(row.Remark)
            );
        }

        AnsiConsole.Write(table);
        foreach (var (name, value) in report.Ratios)
        {
            AnsiConsole.WriteLine($"{name} = {Text(value, "0.####")}");
        }
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static Dictionary<string, double> Rounded(IReadOnlyDictionary<string, double> values) =>
        values.ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value, 4));
}
