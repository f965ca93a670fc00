namespace Mesh.Dapr.Locks;

/// <summary>What giving a lock back came to.</summary>
public enum LockRelease
{
    /// <summary>It was held by this owner and is free now.</summary>
    Released,

    /// <summary>Nobody held it: the lease had ended.</summary>
    NotHeld,

    /// <summary>The lease had ended and another owner holds it now; nothing changed.</summary>
    HeldByAnother,
}
