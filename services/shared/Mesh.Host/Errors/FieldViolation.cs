namespace Mesh.Host.Errors;

/// <summary>Names one field of a request that is wrong, and says what would be right.</summary>
/// <param name="Field">
/// Path in the request as the proto names it, for example <c>transfers[3].amount.high</c>. Empty means the request as a whole.
/// </param>
/// <param name="Description">
/// What the field must be, for the caller's engineer. Never repeats personal data or secrets out of the request.
/// </param>
public sealed record FieldViolation(string Field, string Description);
