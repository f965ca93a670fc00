namespace Mesh.Dapr.Conformance.Tests.Running;

/// <summary>A folder that goes with its test, with a folder for components inside.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("mesh-sidecar-").FullName;
        Resources = Directory.CreateDirectory(System.IO.Path.Combine(Path, "resources")).FullName;
    }

    public string Path { get; }

    public string Resources { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
