using System.Text;
using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Peers;

/// <summary>
/// The keys of the peer link, from the secret store: <c>peer-link-key</c> seals, and a message sealed by that or by
/// <c>peer-link-key-other</c> is accepted. Read anew every minute, so that a key is changed without a restart: put the new one under
/// "other", wait, exchange the two, wait, remove the old one.
/// </summary>
internal sealed class PeerKeys(ISidecar sidecar, ISecretStore secrets, TimeProvider time, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    private const string Sealing = "peer-link-key";
    private const string Other = "peer-link-key-other";

    private readonly ILogger logger = loggers.CreateLogger("Mesh.Journal");
    private readonly CancellationTokenSource stopping = new();
    private Task reading = Task.CompletedTask;
    private IReadOnlyList<byte[]> valid = [];

    /// <summary>The valid keys, the sealing one first; none when the secret store has none.</summary>
    public IReadOnlyList<byte[]> Valid => Volatile.Read(ref valid);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await sidecar.WaitUntilReadyAsync(cancellationToken);
        if (await ReadAsync(Sealing, cancellationToken) is not { } key)
        {
            Log.NoPeerKey(logger, Sealing, PeerLimits.KeyBytesMin);
            return;
        }

        await RefreshAsync(key, cancellationToken);
        reading = KeepFreshAsync();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await reading;
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task KeepFreshAsync()
    {
        using var period = new PeriodicTimer(PeerLimits.KeysPeriod, time);
        try
        {
            while (await period.WaitForNextTickAsync(stopping.Token))
            {
                // A store that does not answer, or has lost the key, leaves the keys as they are.
                if (await ReadAsync(Sealing, stopping.Token) is { } key)
                {
                    await RefreshAsync(key, stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task RefreshAsync(byte[] key, CancellationToken cancellationToken) =>
        Volatile.Write(ref valid, await ReadAsync(Other, cancellationToken) is { } other ? [key, other] : [key]);

    private async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var key = Encoding.UTF8.GetBytes(await secrets.GetAsync(name, name, cancellationToken));
            return key.Length >= PeerLimits.KeyBytesMin ? key : null;
        }
        catch (SecretStoreException absent)
        {
            Log.PeerKeyAbsent(logger, name, absent.Message);
            return null;
        }
    }
}
