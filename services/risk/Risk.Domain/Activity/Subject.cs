namespace Mesh.Risk.Domain.Activity;

/// <summary>What payments are counted by.</summary>
public enum SubjectKind
{
    Customer = 1,
    Card = 2,
    Wallet = 3,
}

/// <summary>One customer, card or wallet of a tenant.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Number">Number of its name in the tenant's <see cref="NameTable"/>.</param>
public readonly record struct Subject(SubjectKind Kind, int Number);
