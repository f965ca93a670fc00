namespace Mesh.Ledger.Domain;

/// <summary>What became of a hold. Numbers are those of the wire.</summary>
public enum HoldState
{
    Open = 1,
    Posted = 2,
    Voided = 3,
    Expired = 4,
}
