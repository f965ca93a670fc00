namespace Mesh.Ledger.Domain;

/// <summary>What an account stands for. Numbers are those of the wire and of the stored records: never reused.</summary>
public enum AccountType
{
    Asset = 1,
    Liability = 2,
    Equity = 3,
    Revenue = 4,
    Expense = 5,
}
