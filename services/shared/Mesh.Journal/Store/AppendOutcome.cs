namespace Mesh.Journal.Store;

/// <summary>What became of an append.</summary>
internal enum AppendOutcome
{
    /// <summary>The record is in the journal.</summary>
    Committed,

    /// <summary>Another record has the number: this one is not in the journal and never will be.</summary>
    Lost,

    /// <summary>The store did not say in time. The record may be there, or may still land, but only under its own number.</summary>
    Unknown,
}
