namespace Mesh.Journal.History;

/// <summary>Names a block of a segment.</summary>
internal readonly record struct BlockPlace(Segment Segment, int Part, int Block);
