using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>An asset of a book's own. Never changed.</summary>
/// <param name="Terms">What it is.</param>
/// <param name="CreateTime">When it was created.</param>
public readonly record struct Asset(AssetTerms Terms, Moment CreateTime);
