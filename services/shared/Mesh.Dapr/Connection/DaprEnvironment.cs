using System.Globalization;

namespace Mesh.Dapr.Connection;

/// <summary>Finds the sidecar through the environment variables that Dapr gives to an app.</summary>
/// <remarks>
/// <c>DAPR_GRPC_ENDPOINT</c> or <c>DAPR_GRPC_PORT</c> (one is required; the endpoint wins), <c>DAPR_HTTP_ENDPOINT</c> or
/// <c>DAPR_HTTP_PORT</c> (likewise), <c>DAPR_API_TOKEN</c> and <c>APP_API_TOKEN</c> (optional). A port means 127.0.0.1.
/// </remarks>
public static class DaprEnvironment
{
    /// <summary>Reads the options.</summary>
    /// <param name="variable">Gives a variable's value or null: <see cref="Environment.GetEnvironmentVariable(string)"/> in
    /// production.</param>
    /// <exception cref="DaprSettingsException">A required variable is missing or a value is not valid; the message names every one of
    /// them.</exception>
    public static DaprOptions Read(Func<string, string?> variable)
    {
        List<string> problems = [];
        var grpc = Endpoint("DAPR_GRPC", variable, problems);
        var http = Endpoint("DAPR_HTTP", variable, problems);
        return grpc is null || http is null
            ? throw new DaprSettingsException(problems)
            : new DaprOptions
            {
                GrpcEndpoint = grpc,
                HttpEndpoint = http,
                ApiToken = Optional(variable("DAPR_API_TOKEN")),
                AppApiToken = Optional(variable("APP_API_TOKEN")),
            };
    }

    private static Uri? Endpoint(string prefix, Func<string, string?> variable, List<string> problems)
    {
        if (Optional(variable($"{prefix}_ENDPOINT")) is { } endpoint)
        {
            return Parse($"{prefix}_ENDPOINT", endpoint, problems);
        }

        if (Optional(variable($"{prefix}_PORT")) is not { } port)
        {
            problems.Add($"{prefix}_PORT (or {prefix}_ENDPOINT) is not set: is this app started with its sidecar?");
            return null;
        }

        if (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return new Uri($"http://127.0.0.1:{number}");
        }

        problems.Add($"{prefix}_PORT is '{port}', expected a port from 1 to 65535");
        return null;
    }

    private static Uri? Parse(string name, string endpoint, List<string> problems)
    {
        var text = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"http://{endpoint}";
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/")
        {
            return uri;
        }

        problems.Add($"{name} is '{endpoint}', expected http://host:port, https://host:port or host:port");
        return null;
    }

    private static string? Optional(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
