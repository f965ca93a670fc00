namespace Mesh.Kernel;

/// <summary>A currency of ISO 4217 that amounts may be in.</summary>
/// <param name="Code">Alphabetic code, 3 upper-case letters.</param>
/// <param name="Exponent">Decimal digits of the minor unit. Range: 0 to 4.</param>
public sealed record Currency(string Code, int Exponent);
