namespace Mesh.Sidecar.Monitoring;

/// <summary>Something that is being measured until it is disposed; it has failed unless it was said to have succeeded.</summary>
internal sealed class Measured(Action<bool, double> end, long started, Func<long, double> since) : IDisposable
{
    private bool isSuccess;

    /// <summary>It has succeeded.</summary>
    public void Succeeded() => isSuccess = true;

    public void Dispose() => end(isSuccess, since(started));
}
