using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Mesh.Cli.Samples;

/// <summary>Files of payments: CSV with a header line.</summary>
public static class SampleFile
{
    private static readonly string[] Columns =
    [
        "operation",
        "request_id",
        "tenant",
        "payment",
        "amount_minor",
        "currency",
        "capture",
        "customer",
        "merchant",
        "card",
        "expiry",
        "wallet",
        "payee_wallet",
    ];

    /// <summary>The file that comes with the program.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "samples", "payments.csv");

    /// <summary>Reads a file.</summary>
    /// <exception cref="CliException">It is absent, or a column is missing.</exception>
    public static IReadOnlyList<SampleRow> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new CliException($"there is no file '{file}': give an existing one, or make one with `mesh sample`.");
        }

        try
        {
            using var text = File.OpenText(file);
            return Rows(file, text);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new CliException($"cannot read '{file}': {problem.Message}", problem);
        }
    }

    private static List<SampleRow> Rows(string file, TextReader text)
    {
        var isBadlyQuoted = false;
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MissingFieldFound = null,
            BadDataFound = _ => isBadlyQuoted = true,
        };
        using var csv = new CsvReader(text, settings);
        var header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord! : [];
        if (Columns.Except(header).FirstOrDefault() is { } missing)
        {
            throw new CliException($"'{file}' has no column '{missing}': the first line must name {string.Join(", ", Columns)}.");
        }

        var rows = new List<SampleRow>();
        while (csv.Read())
        {
            var row = Row(csv, rows.Count + 1);
            rows.Add(
                isBadlyQuoted ? row with { Unreadable = "has a quotation mark inside a field that is not quoted" }
                : csv.Parser.Count != header.Length
                    ? row with { Unreadable = $"has {csv.Parser.Count} fields where the first line names {header.Length}" }
                : row
            );
            isBadlyQuoted = false;
        }

        return rows;
    }

    /// <summary>Writes rows: the same rows give the same bytes on every machine.</summary>
    public static void Write(IEnumerable<SampleRow> rows, TextWriter writer)
    {
        writer.Write(string.Join(',', Columns) + "\n");
        foreach (var row in rows)
        {
            string[] fields =
            [
                row.Operation,
                row.RequestId,
                row.Tenant,
                row.Payment,
                row.AmountMinor,
                row.Currency,
                row.Capture,
                row.Customer,
                row.Merchant,
                row.Card,
                row.Expiry,
                row.Wallet,
                row.PayeeWallet,
            ];
            writer.Write(string.Join(',', fields) + "\n");
        }
    }

    private static SampleRow Row(CsvReader csv, int number)
    {
        return new SampleRow
        {
            Row = number,
            Operation = Field("operation"),
            RequestId = Field("request_id"),
            Tenant = Field("tenant"),
            Payment = Field("payment"),
            AmountMinor = Field("amount_minor"),
            Currency = Field("currency"),
            Capture = Field("capture"),
            Customer = Field("customer"),
            Merchant = Field("merchant"),
            Card = Field("card"),
            Expiry = Field("expiry"),
            Wallet = Field("wallet"),
            PayeeWallet = Field("payee_wallet"),
        };

        string Field(string name) => csv.GetField(name) ?? "";
    }
}
