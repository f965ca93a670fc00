namespace Mesh.Dapr.Streams;

/// <summary>
/// What is said on a lasting stream. All members but the work returned by <see cref="Receive"/> are called one at a time, in order.
/// </summary>
internal interface IStreamProtocol<TRequest, TResponse>
    where TRequest : class
{
    /// <summary>For log lines.</summary>
    string Name { get; }

    /// <summary>The first message to send on a new stream.</summary>
    TRequest Greeting { get; }

    /// <summary>True for the sidecar's answer to the greeting.</summary>
    bool IsAcceptance(TResponse message);

    /// <summary>The sidecar has answered the greeting.</summary>
    void Accepted();

    /// <summary>
    /// Takes note of a message and returns the work to do for it, which runs beside the reader; its result is sent, null sends nothing.
    /// </summary>
    Func<CancellationToken, Task<TRequest?>> Receive(TResponse message);

    /// <summary>The answer to a message that came after stopping had begun, or above the limit; null leaves it unanswered.</summary>
    TRequest? Refuse(TResponse message);

    /// <summary>An accepted stream has ended without being asked to. The next one is opened when the task has ended.</summary>
    Task LostAsync(Exception? cause, CancellationToken cancellationToken);

    /// <summary>The last stream has ended.</summary>
    Task StoppedAsync(CancellationToken cancellationToken);
}
