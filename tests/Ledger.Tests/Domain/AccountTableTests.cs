using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>Random additions and changes, kept or taken back, against a plain list.</summary>
public sealed class AccountTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Table_RandomScopes_IsWhatAPlainListIs(int seed)
    {
        var random = new Random(seed);
        var state = new LedgerState();
        state.Apply(new AccountCreated("acme", Some.Account(1), AssetScale: 2), new Moment(1));
        var book = state.FindBook("acme")!;
        var plain = new List<int> { 1 };
        var nextId = 2;
        for (var scope = 0; scope < 300; scope++)
        {
            state.Undo.Begin();
            var added = new List<int>();
            for (var count = random.Next(12); count > 0; count--)
            {
                added.Add(nextId);
                state.Apply(new AccountCreated("acme", Some.Account(nextId), AssetScale: 2), new Moment(nextId));
                nextId++;
            }

            if (random.Next(3) == 0)
            {
                // The same identifiers come again, in another order.
                state.Undo.Rollback();
                nextId -= added.Count;
            }
            else
            {
                state.Undo.Commit();
                plain.AddRange(added);
            }
        }

        Assert.True(plain.Count > 1_000, "some pages");
        Assert.Equal(plain.Select(Some.Id), book.AccountsFrom(0, int.MaxValue).Select(account => account.Id));
        Assert.All(plain, id => Assert.Equal(Some.Id(id), book.FindAccount(Some.Id(id))!.Value.Id));
        Assert.Null(book.FindAccount(Some.Id(nextId)));
        Assert.Equal(plain.Count, book.SumsOf("EUR").AccountCount);
    }
}
