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

    private static TransferTerms[] Transfers(string reference) => [.. Enumerable.Range(1, LedgerLimits.ItemsMax)
        .Select(id => Some.Single(id, 1, 2, 100_000) with { Code = LedgerLimits.CodeMax, ExternalReference = reference })];
}
