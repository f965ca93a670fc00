namespace Mesh.Torture;

/// <summary>A transfer that a client was told of.</summary>
/// <param name="Book">Place of its book.</param>
/// <param name="Debit">Account that paid.</param>
/// <param name="Credit">Account that was paid.</param>
/// <param name="Amount">How much, in minor units.</param>
internal sealed record Acknowledged(int Book, int Debit, int Credit, long Amount);
