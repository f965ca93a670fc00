using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Partition;

public sealed class CommandSplitTests
{
    private static readonly string Uuid = Guid.Empty.ToString();

    private static readonly string LongReference = new('€', LedgerLimits.ExternalReferenceCharactersMax);

    [Fact]
    public void Of_AFullRequestOfOrdinaryTransfers_StaysWhole()
    {
        var command = new CreateTransfers(Some.Book, Transfers(Uuid));

        Assert.Same(command, Assert.Single(CommandSplit.Of(command)));
    }

    [Fact]
    public void Of_AFullRequestOfTheLargestTransfers_IsCutIntoPartsThatFit()
    {
        var transfers = Transfers(LongReference);

        var parts = CommandSplit.Of(new CreateTransfers(Some.Book, transfers)).Cast<CreateTransfers>().ToArray();

        Assert.InRange(parts.Length, 2, 10);
        Assert.Equal(transfers, parts.SelectMany(part => part.Transfers));
        Assert.All(parts, part => Assert.InRange(
            part.Transfers.Sum(terms => CommandSplit.BytesMax(part.Book, terms)), 1, CommandSplit.PartBytesMax));
    }

    [Fact]
    public void Of_AFullRequestOfTheLargestAccounts_IsCutInOrder()
    {
        AccountTerms[] accounts = [.. Enumerable.Range(1, LedgerLimits.ItemsMax)
            .Select(id => Some.Account(id) with { ExternalReference = LongReference })];

        var parts = CommandSplit.Of(new CreateAccounts(Some.Book, accounts)).Cast<CreateAccounts>().ToArray();

        Assert.InRange(parts.Length, 2, 10);
        Assert.Equal(accounts, parts.SelectMany(part => part.Accounts));
    }

    [Fact]
    public void Of_AFullRequestOfUpdates_StaysWhole()
    {
        var command = new UpdateAccounts(
            Some.Book, [.. Enumerable.Range(1, LedgerLimits.ItemsMax).Select(id => Some.Update(id, 1, isFrozen: true))]);

        Assert.Same(command, Assert.Single(CommandSplit.Of(command)));
    }

    [Fact]
    public void Of_LinkedGroups_CutsBetweenThemOnly()
    {
        const int GroupSize = 7;
        TransferTerms[] transfers = [.. Transfers(LongReference)
            .Select((terms, index) => index % GroupSize < GroupSize - 1 ? terms.Linked() : terms).Take(GroupSize * 1_000)];

        var parts = CommandSplit.Of(new CreateTransfers(Some.Book, transfers)).Cast<CreateTransfers>().ToArray();

        Assert.InRange(parts.Length, 2, 10);
        Assert.Equal(transfers, parts.SelectMany(part => part.Transfers));
        Assert.All(parts, part => Assert.False(part.Transfers[^1].IsLinked));
        Assert.All(parts, part => Assert.InRange(
            part.Transfers.Sum(terms => CommandSplit.BytesMax(part.Book, terms)), 1, CommandSplit.PartBytesMax));
    }

    [Fact]
    public void FirstGroupTooLarge_OfGroups_NamesTheOneThatFitsNoRecord()
    {
        TransferTerms[] small = [.. Transfers(LongReference).Take(4)
            .Select((terms, index) => index % 2 == 0 ? terms.Linked() : terms)];
        TransferTerms[] large = [.. Transfers(LongReference).Skip(4)
            .Select((terms, index) => index < LedgerLimits.ItemsMax - 5 ? terms.Linked() : terms)];

        Assert.Null(CommandSplit.FirstGroupTooLarge(new CreateTransfers(Some.Book, Transfers(LongReference))));
        Assert.Null(CommandSplit.FirstGroupTooLarge(new CreateTransfers(Some.Book, small)));
        Assert.Equal(4, CommandSplit.FirstGroupTooLarge(new CreateTransfers(Some.Book, [.. small, .. large])));
    }

    [Fact]
    public void Halve_OfTransfersAndGroups_CutsInTheMiddleBetweenGroups()
    {
        TransferTerms[] transfers = [.. Transfers(Uuid).Take(7).Select((terms, index) => index is 2 or 3 or 4 ? terms.Linked() : terms)];

        var halves = CommandSplit.Halve(new CreateTransfers(Some.Book, transfers));

        Assert.Equal(transfers[..2], halves!.Value.First.Transfers);
        Assert.Equal(transfers[2..], halves.Value.Second.Transfers);
        Assert.Null(CommandSplit.Halve(new CreateTransfers(Some.Book, transfers[2..6])));
        Assert.Null(CommandSplit.Halve(new CreateTransfers(Some.Book, transfers[..1])));
    }

    private static TransferTerms[] Transfers(string reference) => [.. Enumerable.Range(1, LedgerLimits.ItemsMax)
        .Select(id => Some.Single(id, 1, 2, 100_000) with { Code = LedgerLimits.CodeMax, ExternalReference = reference })];
}
