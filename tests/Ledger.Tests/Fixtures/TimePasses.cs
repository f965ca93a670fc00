using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Tests.Fixtures;

/// <summary>Not asked of the ledger, but something that happens between two commands: time goes by.</summary>
internal sealed record TimePasses(int Seconds) : LedgerCommand("");
