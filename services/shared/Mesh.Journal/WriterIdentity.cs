using System.Security.Cryptography;

namespace Mesh.Journal;

/// <summary>Who writes: one activation of a partition on a replica. Every record names it.</summary>
/// <param name="Activation">16 bytes that no other activation has.</param>
/// <param name="Replica">Name of the replica; not empty.</param>
/// <param name="Address">Where its peers reach it, as <c>host:port</c>.</param>
public sealed record WriterIdentity(ReadOnlyMemory<byte> Activation, string Replica, string Address)
{
    /// <summary>Bytes of <see cref="Activation"/>.</summary>
    public const int ActivationByteLength = 16;

    /// <summary>Names a new activation on a replica.</summary>
    public static WriterIdentity CreateNew(string replica, string address) =>
        new(RandomNumberGenerator.GetBytes(ActivationByteLength), replica, address);
}
