namespace Mesh.Journal.Peers;

/// <summary>A message on a link is not what a peer sends.</summary>
internal sealed class PeerRefusedException(SealProblem problem) : Exception($"A message of the peer link was refused: {problem}.")
{
    public SealProblem Problem => problem;
}
