using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Sidecar.Hosting;

/// <summary>What one run of the local sidecar serves. Every default is stated here.</summary>
public sealed record SidecarOptions
{
    /// <summary>The apps, at least one.</summary>
    public required IReadOnlyList<SidecarApp> Apps { get; init; }

    /// <summary>Folders whose <c>*.yaml</c> and <c>*.yml</c> files describe components, not recursive.</summary>
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    /// <summary>Files of kind Configuration, read in order; a later one wins.</summary>
    public IReadOnlyList<string> ConfigurationFiles { get; init; } = [];

    /// <summary>
    /// Where relative file names of components are found and reminders are kept. Default: the working directory, as with daprd. It is
    /// created when absent.
    /// </summary>
    public string DataDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>What callers have to show as <c>dapr-api-token</c>; null demands nothing.</summary>
    public string? ApiToken { get; init; }

    /// <summary>Shown to the apps as <c>dapr-api-token</c>; null shows nothing.</summary>
    public string? AppApiToken { get; init; }

    /// <summary>Largest message in either direction, in bytes. Default 4 MiB, as daprd's <c>--max-body-size</c>.</summary>
    public int MessageSizeMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Port of the control API for faults on demand, from 0 to 65535 (0 takes a free one); null, the default, serves none. For tests only.
    /// </summary>
    public int? ControlPort { get; init; }

    /// <summary>The clock of expiry, timers and reminders. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log lines go. Default: nowhere.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Gives environment variables to components. Default: this process's.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}
