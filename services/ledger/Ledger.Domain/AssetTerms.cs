namespace Mesh.Ledger.Domain;

/// <summary>What an asset of a book's own is, fixed when it is created. Two requests with the same code must agree in all of it.</summary>
/// <param name="Code">Client-made code, unique within the book and none of ISO 4217.</param>
/// <param name="Scale">Decimal digits of an amount: 12345 of 2 is 123.45. Range: 0 to <see cref="LedgerLimits.AssetScaleMax"/>.</param>
/// <param name="ExternalReference">The client's own reference; may be empty.</param>
public sealed record AssetTerms(string Code, int Scale, string ExternalReference);
