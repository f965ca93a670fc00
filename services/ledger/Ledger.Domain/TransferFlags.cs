namespace Mesh.Ledger.Domain;

/// <summary>What is asked of a transfer beside its kind. Bits are those of the stored records: never reused.</summary>
[Flags]
public enum TransferFlags
{
    None = 0,

    /// <summary>Applied only together with the transfer that follows it in the command.</summary>
    Linked = 1,

    /// <summary>For a single or pending transfer: moves at most what the debit account has left.</summary>
    BalancingDebit = 2,

    /// <summary>For a single or pending transfer: moves at most what the credit account has room for.</summary>
    BalancingCredit = 4,

    /// <summary>For a pending transfer: closes the debit account until the hold is voided or expires.</summary>
    ClosingDebit = 8,

    /// <summary>For a pending transfer: closes the credit account until the hold is voided or expires.</summary>
    ClosingCredit = 16,
}
