using System.Globalization;
using Mesh.Sidecar.Hosting;

namespace Mesh.Sidecar.CommandLine;

/// <summary>Reads the command line: daprd's flags for one app, or a file with several.</summary>
internal static class SidecarArguments
{
    public const string Usage = """
        mesh-sidecar: a local, loopback-only stand-in for Dapr's sidecar, for development
          one app:      --app-id ID [--app-port N] [--dapr-grpc-port N] [--dapr-http-port N] [--metrics-port N]
          several apps: --apps FILE
          both:         [--resources-path DIR]... [--config FILE]... [--data-dir DIR] [--max-body-size BYTES] [--log-as-json]
          for tests:    [--control-port N] opens the control API for faults on demand (mesh.sidecar.v1.FaultService)
        Port 0 takes a free one. DAPR_API_TOKEN and APP_API_TOKEN are read from the environment.
        """;

    /// <summary>A flag without a value: log lines are JSON objects.</summary>
    public const string LogAsJson = "--log-as-json";

    private const int MebibyteBytes = 1024 * 1024;

    /// <summary>Reads the options.</summary>
    /// <exception cref="SidecarStartException">A flag is unknown, incomplete or not valid.</exception>
    public static SidecarOptions Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var flags = Flags(arguments);
        var apps = flags["--apps"].LastOrDefault() is { } file ? AppsFile.Read(file) : new AppsFile([SingleApp(flags)], []);
        return new SidecarOptions
        {
            Apps = apps.Apps,
            ResourcesPaths = [.. apps.ResourcesPaths, .. flags["--resources-path"]],
            ConfigurationFiles = [.. flags["--config"]],
            DataDirectory = flags["--data-dir"].LastOrDefault() ?? Environment.CurrentDirectory,
            ApiToken = environment("DAPR_API_TOKEN") is { Length: > 0 } apiToken ? apiToken : null,
            AppApiToken = environment("APP_API_TOKEN") is { Length: > 0 } appApiToken ? appApiToken : null,
            ControlPort = flags["--control-port"].LastOrDefault() is { } control ? Port("--control-port", control, least: 0) : null,
            MessageSizeMax = flags["--max-body-size"].LastOrDefault() is { } size ? Size(size) : 4 * MebibyteBytes,
        };
    }

    private static SidecarApp SingleApp(ILookup<string, string> flags) => new()
    {
        AppId = flags["--app-id"].LastOrDefault() is { Length: > 0 } appId
            ? appId
            : throw new SidecarStartException("--app-id is missing; name the app, or give several with --apps"),
        AppPort = flags["--app-port"].LastOrDefault() is { } appPort ? Port("--app-port", appPort, least: 1) : null,
        DaprGrpcPort = Port("--dapr-grpc-port", flags["--dapr-grpc-port"].LastOrDefault() ?? "50001", least: 0),
        DaprHttpPort = Port("--dapr-http-port", flags["--dapr-http-port"].LastOrDefault() ?? "3500", least: 0),
        MetricsPort = flags["--metrics-port"].LastOrDefault() is { } metricsPort ? Port("--metrics-port", metricsPort, least: 0) : null,
    };

    private static ILookup<string, string> Flags(IReadOnlyList<string> arguments)
    {
        string[] known =
        [
            "--app-id", "--app-port", "--dapr-grpc-port", "--dapr-http-port", "--apps", "--resources-path", "--config", "--data-dir",
            "--max-body-size", "--control-port", "--metrics-port",
        ];
        List<(string Flag, string Value)> flags = [];
        for (var index = 0; index < arguments.Count; index++)
        {
            if (arguments[index] is LogAsJson)
            {
                continue;
            }

            var parts = arguments[index].Split('=', count: 2);
            if (!known.Contains(parts[0]))
            {
                throw new SidecarStartException($"{parts[0]} is no flag of this development sidecar; run it with --help");
            }

            if (parts.Length == 1 && ++index == arguments.Count)
            {
                throw new SidecarStartException($"{parts[0]} needs a value; give one");
            }

            flags.Add((parts[0], parts.Length == 2 ? parts[1] : arguments[index]));
        }

        return flags.ToLookup(flag => flag.Flag, flag => flag.Value);
    }

    private static int Port(string flag, string text, int least) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port >= least
            ? port
            : throw new SidecarStartException($"{flag} is '{text}'; give a port from {least} to 65535");

    /// <summary>Bytes, or with the suffix <c>Mi</c> mebibytes.</summary>
    private static int Size(string text)
    {
        var isMebi = text.EndsWith("Mi", StringComparison.Ordinal);
        return int.TryParse(isMebi ? text[..^2] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size is > 0 && (!isMebi || size < int.MaxValue / MebibyteBytes)
            ? size * (isMebi ? MebibyteBytes : 1)
            : throw new SidecarStartException($"--max-body-size is '{text}'; give bytes, or mebibytes such as 8Mi");
    }
}
