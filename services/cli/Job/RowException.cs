namespace Mesh.Cli.Job;

/// <summary>A row that cannot be made into a request at all.</summary>
internal sealed class RowException(string field, string problem) : Exception($"{field} {problem}");
