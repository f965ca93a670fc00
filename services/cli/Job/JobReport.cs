using System.Globalization;
using System.Text.Json;
using Mesh.Cli.Clients;
using Mesh.Cli.Samples;
using Mesh.Kernel;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Job;

/// <summary>Shows what a job did: outcomes, speed, balances, and what was checked.</summary>
internal sealed class JobReport(
    JobResult result,
    IReadOnlyDictionary<string, IReadOnlyList<TrialBalanceRow>> balances,
    IReadOnlyList<Invariant> invariants
)
{
    private const int BadRowsShown = 6;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>True when every invariant holds and every row has an answer.</summary>
    public bool IsGood => invariants.All(invariant => invariant.Holds)
        && result.Outcomes.All(outcome => outcome.Result != RowRunner.NoAnswer);

    private double[] Latencies => [.. result.Outcomes.Select(outcome => outcome.Milliseconds).Order()];

    /// <summary>Prints tables.</summary>
    public void Print(IAnsiConsole console, MeshPlaces places)
    {
        PrintOutcomes(console);
        PrintBadRows(console);
        PrintBalances(console);
        PrintInvariants(console);
        PrintSpeed(console);
        console.WriteLine();
        console.WriteLine("Where to look next");
        console.WriteLine($"  every balance           {places.Command} balance");
        console.WriteLine($"  one payment of your own {places.Command} up   (then in another terminal: {places.Command} pay)");
        console.WriteLine($"  the logs                {places.Logs}");
        console.WriteLine("  how it works            docs/life-of-a-payment.md");
    }

    /// <summary>Prints one JSON object.</summary>
    public void PrintJson(IAnsiConsole console) =>
        console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    rows = result.Outcomes.Count,
                    replayed = result.Outcomes.Count(outcome => outcome.Replayed),
                    seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
                    rows_per_second = Math.Round(result.Outcomes.Count / result.Elapsed.TotalSeconds, 1),
                    p50_ms = Math.Round(Percentile(50), 2),
                    p99_ms = Math.Round(Percentile(99), 2),
                    outcomes = result
                        .Outcomes.GroupBy(outcome => (outcome.Operation, outcome.Result))
                        .OrderBy(group => group.Key)
                        .Select(group => new
                        {
                            operation = group.Key.Operation,
                            result = group.Key.Result,
                            count = group.Count(),
                        }),
                    balances = balances
                        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .SelectMany(pair =>
                            pair.Value.Select(row => new
                            {
                                tenant = pair.Key,
                                currency = row.Asset,
                                accounts = row.AccountCount,
                                debits_posted = row.DebitsPosted.Low,
                                credits_posted = row.CreditsPosted.Low,
                                debits_pending = row.DebitsPending.Low,
                                credits_pending = row.CreditsPending.Low,
                            })
                        ),
                    invariants = invariants.Select(invariant => new
                    {
                        name = invariant.Name,
                        holds = invariant.Holds,
                        detail = invariant.Detail,
                    }),
                },
                Indented
            )
        );

    private void PrintOutcomes(IAnsiConsole console)
    {
        var table = NewTable("operation", "outcome");
        table.AddColumn(new TableColumn("rows").RightAligned());
        table.AddColumn(new TableColumn("of which repeats").RightAligned());
        string[] order = ["topup", "authorize", "capture", "void", "refund"];
        var groups = result
            .Outcomes.GroupBy(outcome => (outcome.Operation, outcome.Class, outcome.Result))
            .OrderBy(group => (Array.IndexOf(order, group.Key.Operation) + order.Length + 1) % (order.Length + 1))
            .ThenBy(group => group.Key.Class)
            .ThenByDescending(group => group.Count())
            .ThenBy(group => group.Key.Result, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var repeats = group.Count(outcome => outcome.Replayed);
            table.AddRow(
                Markup.Escape(group.Key.Operation),
                Colored(group.Key.Class, group.Key.Result),
                Number(group.Count()),
                repeats == 0 ? "" : Number(repeats)
            );
        }

        console.Write(table);
    }

    private void PrintBadRows(IAnsiConsole console)
    {
        var bad = result.Outcomes.Where(outcome => outcome.Class == RowClass.Malformed).ToList();
        if (bad.Count == 0)
        {
            return;
        }

        console.WriteLine(
            $"{Number(bad.Count)} rows are malformed; nothing else was affected. The first {Math.Min(BadRowsShown, bad.Count)}:"
        );
        foreach (var outcome in bad.Take(BadRowsShown))
        {
            console.WriteLine($"  row {outcome.Row, 5}  {outcome.Detail}");
        }

        console.WriteLine();
    }

    private void PrintBalances(IAnsiConsole console)
    {
        var table = NewTable("trial balance", "currency");
        foreach (var column in new[] { "accounts", "debits posted", "credits posted", "held" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (tenant, rows) in balances.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            foreach (var row in rows)
            {
                table.AddRow(
                    tenant,
                    row.Asset,
                    Number((long)row.AccountCount),
                    MoneyText.Of(row.DebitsPosted, row.AssetScale),
                    MoneyText.Of(row.CreditsPosted, row.AssetScale),
                    MoneyText.Of(row.DebitsPending, row.AssetScale)
                );
            }
        }

        console.Write(table);
    }

    private void PrintInvariants(IAnsiConsole console)
    {
        var table = NewTable("checked", "");
        table.AddColumn("");
        foreach (var invariant in invariants)
        {
            table.AddRow(
                Markup.Escape(invariant.Name),
                invariant.Holds ? "[green]holds[/]" : "[red]BROKEN[/]",
                Markup.Escape(invariant.Detail)
            );
        }

        console.Write(table);
    }

    private void PrintSpeed(IAnsiConsole console)
    {
        var seconds = result.Elapsed.TotalSeconds;
        console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Outcomes.Count:#,0} rows in {seconds:0.0} s: {result.Outcomes.Count / seconds:#,0} rows/s, "
            )
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{PaymentsJob.InFlight} in flight, p50 {Percentile(50):0.0} ms, p99 {Percentile(99):0.0} ms."
            )
        );
    }

    private double Percentile(int percent) =>
        Latencies is { Length: > 0 } sorted ? sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)] : 0;

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(column);
        }

        return table;
    }

    private static string Colored(RowClass kind, string result) =>
        kind switch
        {
            RowClass.Done => $"[green]{Markup.Escape(result)}[/]",
            RowClass.Declined => $"[yellow]{Markup.Escape(result)}[/]",
            RowClass.Open => $"[blue]{Markup.Escape(result)}[/]",
            RowClass.Refused or RowClass.Malformed => $"[grey]{Markup.Escape(result)}[/]",
            _ => throw new System.Diagnostics.UnreachableException($"{kind} is not a kind of result."),
        };

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

}
