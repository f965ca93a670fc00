using Mesh.Host.Errors;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;

namespace Mesh.Ledger.Tests.Endpoints;

public sealed class MetadataWireTests
{
    public static TheoryData<string, Dictionary<string, string>> Wrong => new()
    {
        { "entries", Entries(17, valueLength: 1) },
        { "keys", new() { ["a b"] = "" } },
        { "keys", new() { [new string('k', 41)] = "" } },
        { "keys", new() { ["é"] = "" } },
        { "values", new() { ["k"] = new string('v', 257) } },
        { "bytes", Entries(16, valueLength: 254, letter: "v") },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Parse_PastABound_NamesItOnce(string what, Dictionary<string, string> entries)
    {
        var violations = new FieldViolations();

        MetadataWire.Parse(entries, "metadata", violations.At("transfers", 1));

        var violation = Assert.Single(violations.All);
        Assert.Equal("transfers[1].metadata", violation.Field);
        Assert.Contains(what, violation.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AtTheBounds_IsAcceptedAndInTheOrderOfTheKeys()
    {
        var entries = Entries(15, valueLength: 256);
        entries["AZaz09._-/:" + new string('z', 29)] = string.Concat(Enumerable.Repeat("💶", 30));
        var violations = new FieldViolations();

        var metadata = MetadataWire.Parse(entries, "metadata", violations);

        Assert.Empty(violations.All);
        Assert.InRange(metadata.Utf8Length, 4_000, LedgerLimits.MetadataBytesMax);
        Assert.Equal(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal), metadata.Entries);
        Assert.Equal(entries, MetadataWire.ToWire(metadata));
    }

    [Fact]
    public void Equality_IsThatOfTheEntries()
    {
        var (one, same) = (Metadata.Of([new("a", "1"), new("b", "2")]), Metadata.Of([new("b", "2"), new("a", "1")]));

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, Metadata.Of([new("a", "1"), new("b", "3")]));
        Assert.NotEqual(one, Metadata.Of([new("a", "1")]));
        Assert.NotEqual(one, Metadata.Empty);
    }

    private static Dictionary<string, string> Entries(int count, int valueLength, string letter = "v") => Enumerable.Range(0, count)
        .ToDictionary(number => $"k{number:00}", _ => string.Concat(Enumerable.Repeat(letter, valueLength)));
}
