using System.Text.RegularExpressions;
using Npgsql;

namespace Mesh.Sidecar.Postgres;

/// <summary>The table of <c>state.postgresql</c> version 2 and its statements (contract 2.7).</summary>
internal sealed partial class PostgresStateTable
{
    // By the server's clock, in seconds from now; null for never.
    private const string Expiry = "CURRENT_TIMESTAMP + make_interval(secs => $3)";
    private const string NotExpired = "(expires_at IS NULL OR expires_at >= CURRENT_TIMESTAMP)";

    /// <summary>Makes the statements.</summary>
    /// <param name="prefix">What the table's name begins with; letters, digits, underscores, and a schema before a dot.</param>
    /// <exception cref="ArgumentException">The prefix is something else.</exception>
    public PostgresStateTable(string prefix)
    {
        if (!Prefix().IsMatch(prefix))
        {
            throw new ArgumentException($"tablePrefix '{prefix}' has other characters than letters, digits and underscores");
        }

        var name = $"{prefix}state";
        Create = $"""
            CREATE TABLE IF NOT EXISTS {name} (
              key text NOT NULL PRIMARY KEY,
              value bytea NOT NULL,
              etag uuid NOT NULL,
              created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
              updated_at timestamp with time zone,
              expires_at timestamp with time zone)
            """;
        Get = $"SELECT value, etag, expires_at FROM {name} WHERE key = $1 AND {NotExpired}";
        GetMany = $"SELECT key, value, etag, expires_at FROM {name} WHERE key = ANY($1) AND {NotExpired}";
        var insert = $"""
            INSERT INTO {name} AS t (key, value, etag, expires_at) VALUES ($1, $2, gen_random_uuid(), {Expiry})
            ON CONFLICT (key) DO UPDATE SET
              value = excluded.value, etag = excluded.etag, updated_at = CURRENT_TIMESTAMP, expires_at = excluded.expires_at
            """;
        Set = insert;
        SetFirst = $"{insert} WHERE t.expires_at IS NOT NULL AND t.expires_at < CURRENT_TIMESTAMP";
        SetVersion = $"""
            UPDATE {name} SET value = $2, etag = gen_random_uuid(), updated_at = CURRENT_TIMESTAMP, expires_at = {Expiry}
            WHERE key = $1 AND etag = $4 AND {NotExpired}
            """;
        Delete = $"DELETE FROM {name} WHERE key = $1";
        DeleteVersion = $"DELETE FROM {name} WHERE key = $1 AND etag = $2";
        Sweep = $"DELETE FROM {name} WHERE expires_at IS NOT NULL AND expires_at < CURRENT_TIMESTAMP";
    }

    public string Create { get; }

    public string Get { get; }

    public string GetMany { get; }

    public string Set { get; }

    public string SetFirst { get; }

    public string SetVersion { get; }

    public string Delete { get; }

    public string DeleteVersion { get; }

    /// <summary>Removes what has expired.</summary>
    public string Sweep { get; }

    /// <summary>Creates the table when it is absent. Apps that start together may both try: the second finds it there.</summary>
    public async Task CreateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The prefix is checked.
        await using var command = database.CreateCommand(Create);
#pragma warning restore CA2100
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception)
            when (exception.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable)
        {
            // Another app's sidecar was faster.
        }
    }

    [GeneratedRegex(@"^([A-Za-z_][A-Za-z0-9_]*\.)?([A-Za-z_][A-Za-z0-9_]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
