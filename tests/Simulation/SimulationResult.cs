namespace Mesh.Simulation;

/// <summary>What a run came to.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="History">What happened.</param>
/// <param name="TraceHash">The same for the same plan, always.</param>
/// <param name="TurnCount">Continuations that were run.</param>
/// <param name="FaultCount">Calls of the store that failed on purpose.</param>
internal sealed record SimulationResult(SimulationPlan Plan, RunHistory History, string TraceHash, int TurnCount, int FaultCount)
{
    /// <summary>True when nothing was wrong.</summary>
    public bool IsGood => History.Violations.Count == 0;
}
