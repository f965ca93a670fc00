namespace Mesh.Risk.Domain.Activity;

/// <summary>One customer's spending in one currency: amounts of different currencies are never added up.</summary>
/// <param name="Customer">Number of the customer.</param>
/// <param name="CurrencyCode">ISO 4217 code.</param>
public readonly record struct Spender(int Customer, string CurrencyCode);
