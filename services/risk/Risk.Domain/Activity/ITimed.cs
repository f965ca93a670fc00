using Mesh.Kernel;

namespace Mesh.Risk.Domain.Activity;

/// <summary>Something that happened at a time.</summary>
public interface ITimed
{
    /// <summary>When.</summary>
    Moment Time { get; }
}
