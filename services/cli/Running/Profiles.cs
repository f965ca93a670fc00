namespace Mesh.Cli.Running;

/// <summary>Where a local mesh keeps its state and sends its events.</summary>
internal static class Profiles
{
    /// <summary>A SQLite file, synced at every commit, and events inside the sidecar's process.</summary>
    public const string Embedded = "embedded";

    /// <summary>A redis-server of its own.</summary>
    public const string Redis = "redis";

    /// <summary>What is used when nothing is said.</summary>
    public const string Default = Embedded;

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Embedded, Redis];
}
