namespace Mesh.Journal;

/// <summary>How fresh a read has to be.</summary>
public enum ReadConsistency
{
    /// <summary>Sees every command that was acknowledged before the read began, whichever replica acknowledged it.</summary>
    Linearizable,

    /// <summary>Sees what this replica has applied; may miss what another replica committed since.</summary>
    Local,
}
