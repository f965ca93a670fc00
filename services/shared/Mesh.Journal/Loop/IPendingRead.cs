namespace Mesh.Journal.Loop;

/// <summary>A read that waits, with its caller.</summary>
internal interface IPendingRead<in TState>
{
    /// <summary>Asks the question and gives the caller the answer. In the loop, on committed state.</summary>
    void Answer(TState state);

    /// <summary>Tells the caller that there is no answer.</summary>
    void Fail(Exception failure);
}
