using Mesh.Sidecar.Components;
using Npgsql;

namespace Mesh.Sidecar.Postgres;

/// <summary>Reads where a PostgreSQL component connects to, as Go's pgx writes it (contract 2.7).</summary>
internal static class PostgresConnection
{
    private const int PortDefault = 5432;
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(20);

    /// <summary>Makes the pool; nothing is dialled yet.</summary>
    /// <exception cref="Hosting.SidecarStartException">A setting is missing or not understood.</exception>
    public static NpgsqlDataSource Open(ComponentSettings settings)
    {
        var builder = new NpgsqlDataSourceBuilder();
        var connection = builder.ConnectionStringBuilder;
        connection.CommandTimeout = (int)Math.Ceiling(settings.Duration("timeout", TimeoutDefault).TotalSeconds);
        connection.Pooling = true;
        connection.Port = PortDefault;
        if (settings.Text("connectionString") is { Length: > 0 } written)
        {
            foreach (var (name, value) in Parts(settings, written))
            {
                Set(settings, connection, name, value);
            }
        }

        foreach (var name in new[] { "host", "port", "user", "password", "database", "sslMode" })
        {
            if (settings.Text(name) is { Length: > 0 } value)
            {
                Set(settings, connection, name, value);
            }
        }

        if (settings.Count("maxConns", absent: 0) is > 0 and var most)
        {
            connection.MaxPoolSize = most;
        }

        return string.IsNullOrEmpty(connection.Host)
            ? throw settings.Problem("metadata 'connectionString' names no host", "write host=localhost user=postgres database=…")
            : builder.Build();
    }

    /// <summary>A URL, or <c>name=value</c> with spaces between.</summary>
    private static IEnumerable<(string Name, string Value)> Parts(ComponentSettings settings, string written)
    {
        if (!written.StartsWith("postgres://", StringComparison.Ordinal) && !written.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return written.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(part => part.Split('=', count: 2) is [var name, var value]
                    ? (name, value.Trim('\''))
                    : throw settings.Problem($"metadata 'connectionString' has '{part}'", "write name=value with spaces between"));
        }

        return Uri.TryCreate(written, UriKind.Absolute, out var url)
            ? UrlParts(url)
            : throw settings.Problem("metadata 'connectionString' is not a URL", "write postgres://user:password@host:5432/database");
    }

    private static IEnumerable<(string Name, string Value)> UrlParts(Uri url)
    {
        var user = url.UserInfo.Split(':', count: 2);
        yield return ("host", url.Host);
        yield return ("port", $"{(url.Port > 0 ? url.Port : PortDefault)}");
        yield return ("user", Uri.UnescapeDataString(user[0]));
        yield return ("password", user.Length == 2 ? Uri.UnescapeDataString(user[1]) : "");
        yield return ("database", url.AbsolutePath.Trim('/'));
        foreach (var part in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', count: 2);
            yield return (pair[0], pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "");
        }
    }

    private static void Set(ComponentSettings settings, NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "host":
                connection.Host = value;
                break;
            case "port":
                connection.Port = ushort.TryParse(value, out var port)
                    ? port
                    : throw settings.Problem($"port '{value}' is not a number", "write a port from 1 to 65535");
                break;
            case "user":
                connection.Username = value;
                break;
            case "password":
                connection.Password = value;
                break;
            case "database" or "dbname":
                connection.Database = value;
                break;
            case "sslmode":
                connection.SslMode = value switch
                {
                    "disable" => SslMode.Disable,
                    "allow" => SslMode.Allow,
                    "prefer" => SslMode.Prefer,
                    "require" => SslMode.Require,
                    "verify-ca" => SslMode.VerifyCA,
                    "verify-full" => SslMode.VerifyFull,
                    _ => throw settings.Problem($"sslmode '{value}' is unknown", "write disable, prefer, require or verify-full"),
                };
                break;
            case "connect_timeout":
                connection.Timeout = int.TryParse(value, out var seconds) && seconds >= 0
                    ? seconds
                    : throw settings.Problem($"connect_timeout '{value}' is not a number", "write seconds");
                break;
            case "pool_max_conns":
                connection.MaxPoolSize = int.TryParse(value, out var most) && most > 0
                    ? most
                    : throw settings.Problem($"pool_max_conns '{value}' is not a number", "write a whole number above 0");
                break;
            default:
                throw settings.Problem($"'{name}' of the connection is not understood", "leave it out, or start with `dapr run`");
        }
    }
}
