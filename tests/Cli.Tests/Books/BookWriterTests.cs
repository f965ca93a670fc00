using System.Diagnostics;
using Mesh.Cli.Books;

namespace Mesh.Cli.Tests.Books;

public sealed class BookWriterTests
{
    [Fact]
    public void Hledger_Book_DeclaresAccountsAndHasWhatWasPosted()
    {
        var book = new BookEvents().Accounts().Transfer("SINGLE", 123_456).Transfer("PENDING", 500).Transfer("POST", 300, released: 200)
            .Transfer("VOID", 500, released: 500).Expiry(9).Refusal();

        Assert.Equal(
            """
            commodity 1.00 EUR
            account assets:Bank:EUR  ; id:00000000-0000-0000-0000-000000000001, code:7, type:A
            account liabilities:Wallet:alice:EUR  ; id:00000000-0000-0000-0000-000000000002, code:7, type:L
            2026-11-27 * (00000000-0000-0000-0001-000000000002) SINGLE
                assets:Bank:EUR  1234.56 EUR
                liabilities:Wallet:alice:EUR  -1234.56 EUR

            2026-11-27 * (00000000-0000-0000-0001-000000000004) POST
                assets:Bank:EUR  3.00 EUR
                liabilities:Wallet:alice:EUR  -3.00 EUR


            """,
            Written(output => new HledgerWriter(output), book));
    }

    /// <summary>Names and references are the client's: whatever they hold must not become syntax.</summary>
    [Fact]
    public async Task Hledger_HostileNames_AreAcceptedByHledger()
    {
        Assert.SkipWhen(FindHledger() is null, "hledger is not on the path: install it to run this test");
        var book = new BookEvents()
            .Account(BookEvents.Cash, "Bank;  (a)\tb\n2026-01-01 x", "ASSET")
            .Account(BookEvents.Alice, "Wallet//alice", "LIABILITY")
            .Account("00000000-0000-0000-0000-000000000003", "Wallet/alice", "LIABILITY")
            .Account("00000000-0000-0000-0000-000000000004", "", "EXPENSE", "JPY", scale: 0)
            .Account("00000000-0000-0000-0000-000000000005", "[x]", "REVENUE", "KWD", scale: 3)
            .Transfer("SINGLE", 1, reference: "a  b ; c | d\n    equity  5 EUR\n")
            .Transfer("REVERSE", 1_234_567_890, reference: "* ! (x)");
        var journal = Written(output => new HledgerWriter(output), book);

        var problem = await HledgerAsync(journal, "check", "--strict");
        var balance = await HledgerAsync(journal, "balance", "--flat", "-N");

        Assert.Equal("", problem);
        Assert.Contains("-12345678.91 EUR  liabilities:Wallet:alice:EUR", balance, StringComparison.Ordinal);
        Assert.Equal(2, balance.Trim().Split('\n').Length);
    }

    [Fact]
    public void Hledger_AnAssetOfTheBooksOwn_IsQuotedAndHasItsDecimals()
    {
        var book = new BookEvents()
            .Account(BookEvents.Cash, "Treasury", "ASSET", "USDC.V2", scale: 6)
            .Account(BookEvents.Alice, "Wallet", "LIABILITY", "USDC.V2", scale: 6)
            .Transfer("SINGLE", 1_500_000);

        var journal = Written(output => new HledgerWriter(output), book);

        Assert.Contains("commodity 1.000000 \"USDC.V2\"", journal, StringComparison.Ordinal);
        Assert.Contains("  1.500000 \"USDC.V2\"", journal, StringComparison.Ordinal);
    }

    [Fact]
    public void Hledger_ATransferOfAnotherDay_HasTheDayOnWhichItCounts()
    {
        var book = new BookEvents().Accounts().Transfer("SINGLE", 100, reference: "rent");
        book.All[2].TransferCreated.EffectiveTime = new() { Seconds = 1_795_564_800 };

        var journal = Written(output => new HledgerWriter(output), book);

        Assert.Contains("\n2026-11-25 * (", journal, StringComparison.Ordinal);
        Assert.Contains("rent  ; recorded:2026-11-27\n", journal, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_Book_HasALineATransfer()
    {
        var book = new BookEvents().Accounts().Transfer("POST", 300, released: 200, "a \"b\", c").Expiry(9).Refusal();
        book.All[2].TransferCreated.EffectiveTime = new() { Seconds = 1_795_564_800 };

        Assert.Equal(
            [
                "time,sequence,index,transfer_id,kind,debit_account_id,credit_account_id,debit_account,credit_account,asset,"
                    + "amount_minor,released_minor,pending_id,reverses_id,code,external_reference,asset_scale,effective_time",
                "2026-11-27T00:00:00.0000000Z,3,0,00000000-0000-0000-0001-000000000002,POST,"
                    + $"{BookEvents.Cash},{BookEvents.Alice},Bank,Wallet/alice,EUR,300,200,,,3,\"a \"\"b\"\", c\","
                    + "2,2026-11-25T00:00:00.0000000Z",
                $"2026-11-27T00:00:01.0000000Z,4,0,hold,EXPIRED,{BookEvents.Cash},{BookEvents.Alice},Bank,Wallet/alice,EUR,9,9,,,0,,2,",
            ],
            Written(output => new CsvBookWriter(output), book).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Written(Func<TextWriter, IBookWriter> create, BookEvents book)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using (var writer = create(output))
        {
            foreach (var happened in book.All)
            {
                writer.Write(happened);
            }
        }

        return output.ToString();
    }

    private static async Task<string> HledgerAsync(string journal, params string[] arguments)
    {
        var start = new ProcessStartInfo(FindHledger()!, [.. arguments, "-f", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(journal);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadToEndAsync() + await errors;
    }

    private static string? FindHledger() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "hledger")).FirstOrDefault(File.Exists);
}
