using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Mesh.Host;

/// <summary>
/// What a Mesh gRPC server is told from outside. Each setting is read from the command line (<c>--port 5001</c>), else from the
/// environment (<c>MESH_PORT</c>), else from <c>appsettings.json</c> (<c>Mesh:Port</c>).
/// </summary>
/// <param name="Name">The service's short name, for example <c>ledger</c>: the first part of its error domain.</param>
/// <param name="Address">Where to listen. Loopback unless a binding is asked for by name: a laptop's services are nobody else's.</param>
/// <param name="Port">TCP port, 0 to 65535; 0 lets the system choose (tests).</param>
/// <param name="AppApiToken">What the own sidecar proves itself with (<c>APP_API_TOKEN</c>); null when Dapr is run without tokens.</param>
public sealed record HostSettings(string Name, IPAddress Address, int Port, string? AppApiToken)
{
    /// <summary>The domain of this service's error reasons, for example <c>ledger.mesh</c>.</summary>
    public string ErrorDomain => $"{Name}.mesh";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartupException">A setting is missing or unreadable; the message names it and how to give it.</exception>
    public static HostSettings Read(string name, IConfiguration configuration)
    {
        var token = configuration["APP_API_TOKEN"];
        return new HostSettings(name, ReadAddress(configuration), ReadPort(configuration), string.IsNullOrEmpty(token) ? null : token);
    }

    private static int ReadPort(IConfiguration configuration)
    {
        var text = Setting(configuration, "Port")
            ?? throw new StartupException("no port is set: give --port NUMBER or set MESH_PORT.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new StartupException($"port '{text}' is not a number from 0 to {IPEndPoint.MaxPort}: correct --port or MESH_PORT.");
    }

    private static IPAddress ReadAddress(IConfiguration configuration) => Setting(configuration, "Address") switch
    {
        null or "" or "loopback" => IPAddress.Loopback,
        "any" => IPAddress.IPv6Any,
        var text when IPAddress.TryParse(text, out var address) => address,
        var text => throw new StartupException(
            $"address '{text}' is neither an IP address, 'loopback' nor 'any': correct --address or MESH_ADDRESS."),
    };

    private static string? Setting(IConfiguration configuration, string key) =>
        configuration[$"{HostConfiguration.CommandLineSection}:{key}"]
        ?? configuration[$"MESH_{key.ToUpperInvariant()}"]
        ?? configuration[$"Mesh:{key}"];
}
