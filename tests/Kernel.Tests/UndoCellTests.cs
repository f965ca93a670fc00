namespace Mesh.Kernel.Tests;

public sealed class UndoCellTests
{
    private readonly UndoLog log = new();

    [Fact]
    public void Rollback_AfterChanges_GivesTheValueBeforeTheScope()
    {
        var cell = new UndoCell<int>(log, first: 1);
        cell.Set(2);
        log.Begin();

        cell.Set(3);
        cell.Set(4);
        log.Rollback();

        Assert.Equal(2, cell.Value);
    }

    [Fact]
    public void RollbackTo_AMarkBetweenChanges_KeepsTheChangeBeforeIt()
    {
        var cell = new UndoCell<int>(log, first: 1);
        log.Begin();
        cell.Set(2);
        var mark = log.Mark();

        cell.Set(3);
        log.RollbackTo(mark);
        log.Commit();

        Assert.Equal(2, cell.Value);
    }

    [Fact]
    public void Commit_AfterChanges_KeepsTheNewestAndRemembersNothing()
    {
        var cell = new UndoCell<string>(log, first: "");
        log.Begin();
        cell.Set("kept");

        log.Commit();
        log.Begin();
        log.Rollback();

        Assert.Equal("kept", cell.Value);
    }
}
