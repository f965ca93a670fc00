using Mesh.Journal.V1;

namespace Mesh.Journal;

/// <summary>Shows and verifies the journal: <c>mesh.journal.v1.JournalService</c>, served beside every service's own API.</summary>
public sealed class JournalEndpoint : JournalService.JournalServiceBase;
