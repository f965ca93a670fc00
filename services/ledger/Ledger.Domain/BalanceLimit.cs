namespace Mesh.Ledger.Domain;

/// <summary>Which side of an account must not exceed the other, held amounts included. Numbers are stored: never reused.</summary>
public enum BalanceLimit
{
    None = 0,
    DebitsMustNotExceedCredits = 1,
    CreditsMustNotExceedDebits = 2,
}
