using Microsoft.Extensions.Configuration;

namespace Mesh.Host;

/// <summary>
/// Says where settings come from; later sources win. Nothing is watched for changes: a setting holds for the life of a process.
/// </summary>
internal static class HostConfiguration
{
    public const string CommandLineSection = "CommandLine";

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--port"] = $"{CommandLineSection}:Port",
        ["--address"] = $"{CommandLineSection}:Address",
    };

    public static void AddSources(IConfigurationBuilder configuration, string[] args)
    {
        configuration
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false)
            .AddEnvironmentVariables()
            .AddCommandLine(args, Switches);
    }
}
