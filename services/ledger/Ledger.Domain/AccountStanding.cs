namespace Mesh.Ledger.Domain;

/// <summary>What the client has said about an account since it was created. Bits are those of snapshots: never reused.</summary>
[Flags]
public enum AccountStanding
{
    None = 0,

    /// <summary>Nothing may be newly debited or credited for the time being; holds may be voided and expire.</summary>
    Frozen = 1,

    /// <summary>The account was empty and is out of use: nothing may be debited or credited any more.</summary>
    Closed = 2,
}
