namespace Mesh.Ledger.Domain;

/// <summary>What a transfer does. Numbers are those of the wire and of the stored records: never reused.</summary>
public enum TransferKind
{
    Single = 1,
    Pending = 2,
    Post = 3,
    Void = 4,
    Reverse = 5,
}
