using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>Names an account or transfer within its book: the same identifier in two books names two things.</summary>
/// <param name="Book">Book (tenant).</param>
/// <param name="Id">Client-made identifier.</param>
public readonly record struct BookId(string Book, Id128 Id);
