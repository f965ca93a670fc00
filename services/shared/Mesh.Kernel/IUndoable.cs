namespace Mesh.Kernel;

/// <summary>A part of a state that can take back its newest change.</summary>
public interface IUndoable
{
    /// <summary>Takes back the newest change that is still remembered.</summary>
    void UndoLast();

    /// <summary>Keeps a remembered change for good. Called once for each change of a scope when the scope is committed.</summary>
    void ForgetLast();
}
