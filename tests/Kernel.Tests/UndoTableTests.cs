using Mesh.Kernel;

namespace Mesh.Kernel.Tests;

public sealed class UndoTableTests
{
    private readonly UndoLog log = new();

    [Fact]
    public void Set_OutsideAScope_RemembersNothing()
    {
        var table = new UndoTable<int, string>(log);

        table.Set(1, "one");

        Assert.Equal(0, log.Mark());
        Assert.Equal("one", table.Get(1));
    }

    [Fact]
    public void Rollback_AfterSetReplaceAndRemove_RestoresEveryRow()
    {
        var table = new UndoTable<int, string>(log);
        table.Set(1, "one");
        table.Set(2, "two");
        log.Begin();

        table.Set(1, "changed");
        table.Set(1, "changed again");
        table.Remove(2);
        table.Set(3, "new");
        log.Rollback();

        Assert.Equal([new(1, "one"), new(2, "two")], table.Rows.OrderBy(row => row.Key));
    }

    [Fact]
    public void RollbackTo_AMark_KeepsWhatWasBeforeIt()
    {
        var left = new UndoTable<int, int>(log);
        var right = new UndoTable<int, int>(log);
        log.Begin();
        left.Set(1, 10);
        var mark = log.Mark();

        right.Set(1, 20);
        left.Set(1, 30);
        log.RollbackTo(mark);
        log.Commit();

        Assert.Equal(10, left.Get(1));
        Assert.False(right.Contains(1));
    }

    [Fact]
    public void Commit_AfterChanges_LeavesNothingToTakeBack()
    {
        var table = new UndoTable<int, int>(log);
        log.Begin();
        table.Set(1, 1);
        log.Commit();

        log.Begin();
        log.Rollback();

        Assert.Equal(1, table.Get(1));
    }

    [Fact]
    public void Remove_OfAnAbsentRow_ChangesNothing()
    {
        var table = new UndoTable<int, int>(log);
        log.Begin();

        var removed = table.Remove(7);

        Assert.False(removed);
        Assert.Equal(0, log.Mark());
    }

    [Fact]
    public void Begin_WhileAScopeIsOpen_Throws()
    {
        log.Begin();

        Assert.Throws<InvalidOperationException>(log.Begin);
    }

    [Fact]
    public void Commit_WithoutAScope_Throws() => Assert.Throws<InvalidOperationException>(log.Commit);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Scopes_InRandomSequence_AgreeWithCopiesOfADictionary(int seed)
    {
        var random = new Random(seed);
        var table = new UndoTable<int, int>(log);
        var model = new Dictionary<int, int>();

        for (var round = 0; round < 500; round++)
        {
            log.Begin();
            var before = new Dictionary<int, int>(model);
            for (var step = random.Next(20); step > 0; step--)
            {
                Change(random, table, model);
            }

            if (random.Next(2) == 0)
            {
                log.Commit();
            }
            else
            {
                log.Rollback();
                model = before;
            }

            Assert.True(
                model.OrderBy(row => row.Key).SequenceEqual(table.Rows.OrderBy(row => row.Key)),
                $"seed {seed}, round {round}: the table differs from the model");
        }
    }

    private static void Change(Random random, UndoTable<int, int> table, Dictionary<int, int> model)
    {
        var key = random.Next(10);
        if (random.Next(3) == 0)
        {
            Assert.Equal(model.Remove(key), table.Remove(key));
        }
        else
        {
            var value = random.Next();
            table.Set(key, value);
            model[key] = value;
        }
    }
}
