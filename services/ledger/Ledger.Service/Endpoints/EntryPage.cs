using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>An entry, and where and when it was recorded.</summary>
internal readonly record struct PlacedEntry(JournalPlace Place, Moment Time, AccountEntry Entry);

/// <summary>Entries of an account, in the order that was asked for.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Last">The last place that was looked at, when more follow; otherwise null.</param>
/// <param name="Head">End of the journal when the page was made.</param>
internal sealed record EntryPage(IReadOnlyList<PlacedEntry> Entries, JournalPlace? Last, JournalPlace Head);
