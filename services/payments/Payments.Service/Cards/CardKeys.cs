using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Mesh.Host;
using Mesh.Kernel;

namespace Mesh.Payments.Service.Cards;

/// <summary>Brings the vault's keys from the secret store, before anything that needs them starts.</summary>
internal sealed class CardKeys(ISidecar sidecar, ISecretStore secrets) : IHostedService
{
    private const string SealingKey = "card-sealing-key";
    private const string FingerprintKey = "card-fingerprint-key";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private CardVault? vault;

    /// <summary>The vault under the keys.</summary>
    /// <exception cref="ServiceUnavailableException">A call came before the keys.</exception>
    public CardVault Vault => vault ?? throw new ServiceUnavailableException("Payments is starting.", outcomeUnknown: false, RetryAfter);

    /// <inheritdoc/>
    /// <exception cref="StartupException">A secret is not 32 bytes in base64; says which and how to make one.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await sidecar.WaitUntilReadyAsync(cancellationToken);
        vault = new CardVault(await ReadAsync(SealingKey, cancellationToken), await ReadAsync(FingerprintKey, cancellationToken));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var text = await secrets.GetAsync(name, name, cancellationToken);
        var key = new byte[CardVault.KeyBytes];
        return Convert.TryFromBase64String(text, key, out var length) && length == key.Length
            ? key
            : throw new StartupException(
                $"secret '{name}' is not {CardVault.KeyBytes} bytes in base64: make one with `openssl rand -base64 32`.");
    }
}
