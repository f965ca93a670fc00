namespace Mesh.Sidecar.Sqlite;

/// <summary>Finds the file that a component's <c>connectionString</c> names.</summary>
internal static class SqlitePath
{
    /// <summary>Reads a path, a <c>file:</c> URI whose options are ignored, or <c>:memory:</c>.</summary>
    /// <param name="connectionString">As written.</param>
    /// <param name="folder">Where relative paths begin.</param>
    public static string Of(string connectionString, string folder)
    {
        var path = connectionString.StartsWith("file:", StringComparison.Ordinal) ? connectionString["file:".Length..] : connectionString;
        var options = path.IndexOf('?', StringComparison.Ordinal);
        path = options < 0 ? path : path[..options];
        return path == ":memory:" ? path : Path.GetFullPath(path, folder);
    }
}
