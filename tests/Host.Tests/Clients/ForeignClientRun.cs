using Mesh.Host.Tests.Echo;

namespace Mesh.Host.Tests.Clients;

/// <summary>
/// One run of a foreign client against an echo host of its own, shared by the tests of a class, each of which looks at one verdict. Says
/// which tool is missing instead of running without it.
/// </summary>
public abstract class ForeignClientRun : IAsyncLifetime
{
    private readonly string _descriptors = Path.Combine(Path.GetTempPath(), $"mesh-descriptors-{Guid.NewGuid():N}.binpb");

    /// <summary>What is missing on this machine, and how to get it; null when the client ran.</summary>
    public string? Missing { get; private set; }

    public IReadOnlyDictionary<string, string> Verdicts { get; private set; } = new Dictionary<string, string>();

    public EchoHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await EchoHost.StartAsync();
        Host.Serving.SetServing(EchoHost.ServiceName);
        Missing = await MissingToolAsync();
        if (Missing is null)
        {
            DescriptorSet.WriteTo(_descriptors);
            Verdicts = await RunAsync(Host.Endpoint.Authority, _descriptors);
        }
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_descriptors);
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asserts that the client found the check in order, or skips the test when the client is not there.</summary>
    public void AssertPassed(string check)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var known = string.Join(", ", Verdicts.Keys);
        Assert.True(Verdicts.TryGetValue(check, out var verdict), $"The client reported no check {check}; it knows {known}.");
        Assert.Equal("ok", verdict);
    }

    protected abstract Task<string?> MissingToolAsync();

    protected abstract Task<IReadOnlyDictionary<string, string>> RunAsync(string address, string descriptors);

    /// <summary>Path of one of the client programs, which are copied beside the tests.</summary>
    protected static string Program(string name) => Path.Combine(AppContext.BaseDirectory, "Clients", name);
}
