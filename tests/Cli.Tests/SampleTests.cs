using Mesh.Cli.Samples;

namespace Mesh.Cli.Tests;

public sealed class SampleTests
{
    [Fact]
    public void ShippedFile_IsWhatTheGeneratorMakes()
    {
        using var made = new StringWriter();

        SampleFile.Write(SampleGenerator.Make(seed: 1, rowCount: 3_000), made);

        Assert.Equal(File.ReadAllText(SampleFile.Shipped), made.ToString());
    }

    [Fact]
    public void Make_TheSameSeed_GivesTheSameRows() =>
        Assert.Equal(SampleGenerator.Make(seed: 5, rowCount: 300), SampleGenerator.Make(seed: 5, rowCount: 300));

    [Fact]
    public void Make_AnotherSeed_GivesOtherRows() =>
        Assert.NotEqual(SampleGenerator.Make(seed: 5, rowCount: 300), SampleGenerator.Make(seed: 6, rowCount: 300));

    [Fact]
    public void Make_AFewThousandRows_HasEveryKind()
    {
        var rows = SampleGenerator.Make(seed: 1, rowCount: 3_000);

        Assert.All(
            new[] { "topup", "authorize", "capture", "void", "refund" },
            operation => Assert.Contains(rows, row => row.Operation == operation)
        );
        Assert.All(new[] { "EUR", "USD", "JPY", "KWD" }, currency => Assert.Contains(rows, row => row.Currency == currency));
        Assert.Contains(rows, row => row.RequestId == "not-a-uuid");
        Assert.Contains(rows, row => row.PayeeWallet.Length > 0);
        Assert.Contains(rows.GroupBy(row => row.RequestId), same => same.Select(row => row.AmountMinor).Distinct().Count() > 1);
        Assert.Contains(rows.GroupBy(row => row.RequestId), same => same.Count() > 1 && same.Distinct(new ByContent()).Count() == 1);
    }

    [Fact]
    public void Read_WhatWasWritten_GivesTheRows()
    {
        var rows = SampleGenerator.Make(seed: 3, rowCount: 200);
        var file = Path.GetTempFileName();
        using (var writer = File.CreateText(file))
        {
            SampleFile.Write(rows, writer);
        }

        Assert.Equal(rows, SampleFile.Read(file));
        File.Delete(file);
    }

    [Fact]
    public void Read_AMissingColumn_IsNamed()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "operation,request_id\n");

        var problem = Assert.Throws<CliException>(() => SampleFile.Read(file));

        Assert.Contains("'tenant'", problem.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("authorize,a,acme", "has 3 fields where the first line names 13")]
    [InlineData("authorize,a,acme,,1,EUR,,,,,,,,extra", "has 14 fields where the first line names 13")]
    [InlineData("authorize,a\"b,acme,,1,EUR,,,,,,,", "has a quotation mark inside a field that is not quoted")]
    public void Read_ARowThatCannotBeDivided_IsMarkedAndTheNextIsRead(string line, string problem)
    {
        var file = Path.GetTempFileName();
        using (var writer = File.CreateText(file))
        {
            SampleFile.Write([new SampleRow { Operation = "topup" }], writer);
            writer.Write($"{line}\nvoid,b,acme,p,,,,,,,,,\n");
        }

        var rows = SampleFile.Read(file);

        Assert.Equal(["", problem, ""], rows.Select(row => row.Unreadable));
        Assert.Equal("void", rows[2].Operation);
        File.Delete(file);
    }

    [Fact]
    public void Read_AnEmptyFile_NamesTheColumnsItNeeds()
    {
        var file = Path.GetTempFileName();

        var problem = Assert.Throws<CliException>(() => SampleFile.Read(file));

        Assert.Contains("request_id", problem.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public void Make_ManySeeds_NeverFails() => Assert.All(Enumerable.Range(1, 60), seed => SampleGenerator.Make(seed, rowCount: 400));

    private sealed class ByContent : IEqualityComparer<SampleRow>
    {
        public bool Equals(SampleRow? one, SampleRow? other) =>
            one is not null && other is not null && one with { Row = 0 } == other with { Row = 0 };

        public int GetHashCode(SampleRow row) => (row with { Row = 0 }).GetHashCode();
    }
}
