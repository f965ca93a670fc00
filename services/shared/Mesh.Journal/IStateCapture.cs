using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>A snapshot that is being taken. Called by the partition's loop between batches.</summary>
public interface IStateCapture<in TState>
{
    /// <summary>
    /// Takes the next slice: at most about 256 KiB, and quickly, since commits wait meanwhile. Null when all are taken.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="now">Time of the newest event applied.</param>
    ReadOnlyMemory<byte>? Next(TState state, Moment now);
}
