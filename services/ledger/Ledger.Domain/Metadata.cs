using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Mesh.Ledger.Domain;

/// <summary>
/// A small map of the client's own words, in the order of the keys (ordinal). Never changed; two with the same entries are equal. Bounds
/// are those of <see cref="LedgerLimits"/>; the edge has checked them.
/// </summary>
public sealed class Metadata : IEquatable<Metadata>
{
    private readonly KeyValuePair<string, string>[] entries;

    private Metadata(KeyValuePair<string, string>[] entries)
    {
        this.entries = entries;
        Utf8Length = entries.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));
    }

    /// <summary>No entries.</summary>
    public static Metadata Empty { get; } = new([]);

    /// <summary>The entries, in the order of the keys.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries => entries;

    /// <summary>Bytes of all keys and values in UTF-8.</summary>
    public int Utf8Length { get; }

    /// <summary>Makes metadata of entries with different keys, in any order.</summary>
    public static Metadata Of(IEnumerable<KeyValuePair<string, string>> entries)
    {
        KeyValuePair<string, string>[] sorted = [.. entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
        return sorted.Length == 0 ? Empty : new Metadata(sorted);
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Metadata? other) =>
        ReferenceEquals(this, other) || (other is not null && entries.AsSpan().SequenceEqual(other.entries));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Metadata);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(entries.Length, Utf8Length);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", entries.Select(entry => $"{entry.Key}={entry.Value}"));
}
