using Npgsql;

namespace Mesh.Sidecar.Postgres;

/// <summary>Failures in the words that Go's pgx has for them.</summary>
internal static class PostgresText
{
    public static string Of(NpgsqlException exception) => exception switch
    {
        PostgresException server => $"{server.Severity}: {server.MessageText} (SQLSTATE {server.SqlState})",
        { InnerException: TimeoutException } => $"timeout: {exception.Message}",
        _ => exception.Message,
    };
}
