namespace Mesh.Cli.Job;

/// <summary>Where the user finds things.</summary>
/// <param name="Command">How mesh is called here.</param>
/// <param name="Logs">Folder of the logs.</param>
public sealed record MeshPlaces(string Command, string Logs)
{
    /// <summary>How mesh is called from a checkout.</summary>
    public const string FromCheckout = "dotnet run --project services/cli --";
}
