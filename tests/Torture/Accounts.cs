using Mesh.Kernel;

namespace Mesh.Torture;

/// <summary>The books and accounts that the torture moves money between: one book in each partition, so that every owner is busy.</summary>
internal static class Accounts
{
    /// <summary>Accounts of a book.</summary>
    public const int PerBook = 8;

    private const int PartitionCount = 4;

    /// <summary>One book for each partition, in the order of the partitions.</summary>
    public static readonly string[] Books = [.. Enumerable.Range(0, PartitionCount).Select(BookIn)];

    /// <summary>The id of an account of a book, from 0.</summary>
    public static string IdOf(int account) => $"00000000-0000-4000-8000-{account + 1:x12}";

    private static string BookIn(int partition) => Enumerable.Range(0, 1_000)
        .Select(number => $"torture-{number}")
        .First(book => PartitionHash.PartitionOf(book, PartitionCount) == partition);
}
