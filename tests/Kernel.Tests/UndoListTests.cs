namespace Mesh.Kernel.Tests;

public sealed class UndoListTests
{
    private readonly UndoLog log = new();

    [Fact]
    public void Rollback_AfterAdditions_TakesBackThoseOfTheScopeOnly()
    {
        var list = new UndoList<string>(log);
        list.Add("before");
        log.Begin();

        list.Add("inside");
        list.Add("inside too");
        log.Rollback();

        Assert.Equal(1, list.Count);
        Assert.Equal("before", list[0]);
    }

    [Fact]
    public void RollbackTo_AMarkBetweenListAndTable_KeepsWhatWasBeforeIt()
    {
        var list = new UndoList<int>(log);
        var table = new UndoTable<int, int>(log);
        log.Begin();
        list.Add(1);
        var mark = log.Mark();

        table.Set(1, 1);
        list.Add(2);
        log.RollbackTo(mark);
        log.Commit();

        Assert.Equal(1, list.Count);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Commit_AfterAdditions_KeepsThem()
    {
        var list = new UndoList<int>(log);
        log.Begin();
        list.Add(1);

        log.Commit();

        Assert.Equal(1, list.Count);
    }
}
