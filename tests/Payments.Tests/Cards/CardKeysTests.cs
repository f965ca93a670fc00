using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Mesh.Host;
using Mesh.Kernel;
using Mesh.Payments.Service.Cards;

namespace Mesh.Payments.Tests.Cards;

public sealed class CardKeysTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string OtherKey = "IAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [Fact]
    public async Task Vault_BeforeTheKeysAreRead_IsUnavailableAndNothingIsDone()
    {
        var keys = new CardKeys(new ReadySidecar(), new Secrets(Key, OtherKey));

        Assert.False(Assert.Throws<ServiceUnavailableException>(() => keys.Vault).OutcomeUnknown);

        await keys.StartAsync(CancellationToken.None);
        Assert.NotNull(keys.Vault);
    }

    [Theory]
    [InlineData("", OtherKey, "card-sealing-key")]
    [InlineData("not base64", OtherKey, "card-sealing-key")]
    [InlineData(Key, "AAEC", "card-fingerprint-key")]
    public async Task Start_SecretIsNoKey_NamesItAndHowToMakeOne(string sealing, string fingerprint, string named)
    {
        var keys = new CardKeys(new ReadySidecar(), new Secrets(sealing, fingerprint));

        var failure = await Assert.ThrowsAsync<StartupException>(() => keys.StartAsync(CancellationToken.None));

        Assert.Equal($"secret '{named}' is not 32 bytes in base64: make one with `openssl rand -base64 32`.", failure.Message);
    }

    private sealed class Secrets(string sealing, string fingerprint) : ISecretStore
    {
        public Task<string> GetAsync(string name, string key, CancellationToken cancellationToken) =>
            Task.FromResult(name == "card-sealing-key" ? sealing : fingerprint);
    }

    private sealed class ReadySidecar : ISidecar
    {
        public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<SidecarMetadata> GetMetadataAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ShutdownAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
