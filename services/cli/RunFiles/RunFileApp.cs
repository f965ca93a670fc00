namespace Mesh.Cli.RunFiles;

/// <summary>One app of a run file, with what <c>common</c> gives it.</summary>
/// <param name="AppId">Its name; by default that of its folder.</param>
/// <param name="Folder">Where it runs, absolute.</param>
/// <param name="Port">Where it listens; null when it does not.</param>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Command">Program and arguments; empty when only the sidecar is wanted.</param>
/// <param name="GrpcPort">The sidecar's gRPC port; null takes a free one.</param>
/// <param name="HttpPort">The sidecar's HTTP port; null takes a free one.</param>
/// <param name="MetricsPort">Of the sidecar's <c>/metrics</c>; null takes a free one.</param>
/// <param name="ResourcesPaths">Folders of components, absolute.</param>
/// <param name="ConfigFile">A file of kind Configuration, absolute; null for none.</param>
/// <param name="Environment">What it gets beside our own environment.</param>
internal sealed record RunFileApp(
    string AppId,
    string Folder,
    int? Port,
    string Protocol,
    IReadOnlyList<string> Command,
    int? GrpcPort,
    int? HttpPort,
    int? MetricsPort,
    IReadOnlyList<string> ResourcesPaths,
    string? ConfigFile,
    IReadOnlyDictionary<string, string> Environment);
