namespace Mesh.Journal.Owners;

/// <summary>Who owns a partition, as far as this replica knows.</summary>
/// <param name="IsHere">True when this replica does.</param>
/// <param name="Writer">Who wrote the newest record that this replica knows; null when none is known.</param>
/// <param name="Sequence">Number of that record.</param>
internal readonly record struct OwnerView(bool IsHere, WriterIdentity? Writer, ulong Sequence);
