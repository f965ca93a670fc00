using Mesh.Cli.Books;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Tests.Books;

public sealed class AccountStatementTests
{
    private static readonly BookEvents Book = new BookEvents().Accounts()
        .Transfer("SINGLE", 1_000).Transfer("PENDING", 500).Transfer("POST", 300).Transfer("POST", 100, released: 100)
        .Transfer("PENDING", 50).Transfer("VOID", 50, released: 50).Transfer("PENDING", 70).Expiry(70).Refusal();

    [Theory]
    [InlineData(BookEvents.Cash, AccountType.Asset, true)]
    [InlineData(BookEvents.Alice, AccountType.Liability, false)]
    public void Add_WholeBook_BalanceGrowsOnTheNormalSide(string id, AccountType type, bool isDebit)
    {
        var statement = StatementOf(id, type, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

        Assert.Equal(0, statement.Opening);
        Assert.Equal([1_000, 1_000, 1_300, 1_400, 1_400, 1_400, 1_400, 1_400], statement.Lines.Select(line => line.Balance));
        Assert.Equal([0, 500, -300, -200, 50, -50, 70, -70], statement.Lines.Select(line => line.Held));
        Assert.All(statement.Lines, line => Assert.Equal(isDebit, line.IsDebit));
        Assert.Equal((1_400, (0, 0)), (statement.Closing, statement.Held));
    }

    [Fact]
    public void Add_ATimeWithin_OpensWithWhatWasBefore()
    {
        // The single transfer is at 00:00:00, the first post two seconds later.
        var midnight = new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

        var statement = StatementOf(BookEvents.Cash, AccountType.Asset, midnight.AddSeconds(2), midnight.AddSeconds(3));

        Assert.Equal((1_000, 1_300), (statement.Opening, statement.Closing));
        Assert.Equal("POST", Assert.Single(statement.Lines).Kind);
        Assert.Equal((200, 0), statement.Held);
    }

    [Fact]
    public void Add_OtherAccount_HasNothing() =>
        Assert.Empty(StatementOf("00000000-0000-0000-0000-000000000009", AccountType.Asset, default, DateTimeOffset.MaxValue).Lines);

    private static AccountStatement StatementOf(string id, AccountType type, DateTimeOffset from, DateTimeOffset until)
    {
        var statement = new AccountStatement(new Account { Id = id, Type = type, Asset = "EUR" }, from, until);
        foreach (var happened in Book.All)
        {
            statement.Add(happened);
        }

        return statement;
    }
}
