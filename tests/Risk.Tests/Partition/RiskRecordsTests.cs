using System.Buffers;
using Mesh.Risk.Domain;
using Mesh.Risk.Service.Partition;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Partition;

public sealed class RiskRecordsTests
{
    public static TheoryData<RiskEvent> Events => new()
    {
        new PaymentEvaluated(Some.Tenant, new EvaluationTerms(Some.Id(1), Some.ByCard()), Outcome.Allow, Score: 0, [], RuleSetVersion: 1),
        new PaymentEvaluated(
            Some.Tenant, new EvaluationTerms(Some.Id(2), Some.ByWallet("", "")), Outcome.Allow, Score: 0, [], RuleSetVersion: 7),
        new EntryAdded(Some.Tenant, Some.Addition(3, BlockListItemType.CardBin, "400000", "stolen ø")),
        new EntryRemoved(Some.Tenant, Some.Removal(4, BlockListItemType.Wallet, "wallet-1"), WasPresent: true),
        new EntryRemoved(Some.Tenant, Some.Removal(5, BlockListItemType.Customer, "ada"), WasPresent: false),
    };

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void Event_WrittenAndRead_IsTheSame(RiskEvent happened)
    {
        var read = RiskRecordReader.Read(Stored(happened), RiskRecords.Version);

        // A record compares its list of hits by reference.
        Assert.Equal(happened is PaymentEvaluated evaluated ? evaluated with { Hits = ((PaymentEvaluated)read).Hits } : happened, read);
    }

    [Fact]
    public void Hits_WrittenAndRead_AreTheSame()
    {
        RuleHit[] hits = [new("amount_high", 50, "why"), new("retired_rule", 20, "because")];
        var happened = new PaymentEvaluated(
            Some.Tenant, new EvaluationTerms(Some.Id(1), Some.ByCard()), Outcome.Review, Score: 70, hits, RuleSetVersion: 3);

        var read = (PaymentEvaluated)RiskRecordReader.Read(Stored(happened), RiskRecords.Version);

        Assert.Equal(hits, read.Hits);
        Assert.Equal((Outcome.Review, 70, 3), (read.Outcome, read.Score, read.RuleSetVersion));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Version_Unknown_IsRefused(uint version) =>
        Assert.Throws<InvalidDataException>(() => RiskRecordReader.Read(Stored(Events.First().Data), version));

    [Fact]
    public void Event_OfAnUnknownKind_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => RiskRecordReader.Read([0x0a, 0x01, (byte)'a'], RiskRecords.Version));

    [Fact]
    public void Event_WithAShortIdentifier_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => RiskRecordReader.Read([0x1a, 0x03, 0x0a, 0x01, 0x07], RiskRecords.Version));

    private static byte[] Stored(RiskEvent happened)
    {
        var bytes = new ArrayBufferWriter<byte>();
        RiskRecords.Write(happened, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
