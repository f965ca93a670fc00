using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// SHA-256 over the whole state of a partition: each book in the order of the names, by name, hash, and how far it was restored.
/// </summary>
internal static class LedgerDigest
{
    /// <summary>Computes the digest of a state whose invariants hold.</summary>
    /// <exception cref="InvalidOperationException">An invariant is broken: a bug. The message says which.</exception>
    public static byte[] Of(LedgerState state)
    {
        if (LedgerInvariants.Check(state) is { Count: > 0 } problems)
        {
            throw new InvalidOperationException($"The ledger's state is wrong: {string.Join("; ", problems)}");
        }

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> progress = stackalloc byte[sizeof(long) + 1];
        foreach (var book in state.Books.OrderBy(book => book.Name, StringComparer.Ordinal))
        {
            // Hashes have one length and names have no zero byte: nothing can be taken for something else.
            digest.AppendData(Encoding.UTF8.GetBytes($"{book.Name}\0"));
            digest.AppendData(BookHash.Of(book.TakeSnapshot(), book.Accounts));
            BinaryPrimitives.WriteInt64BigEndian(progress, book.Restore.Until.UnixNanos);
            progress[^1] = book.Restore.IsOpen ? (byte)1 : (byte)0;
            digest.AppendData(progress);
        }

        return digest.GetHashAndReset();
    }
}
