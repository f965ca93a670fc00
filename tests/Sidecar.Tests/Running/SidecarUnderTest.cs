using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>A sidecar in this process, with components written for one test and a folder that goes with it.</summary>
public sealed class SidecarUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly List<GrpcChannel> _channels = [];
    private readonly HttpClient _http = new();

    private SidecarUnderTest(TemporaryFolder folder, SidecarHost host)
    {
        _folder = folder;
        Host = host;
    }

    public SidecarHost Host { get; }

    public string DataDirectory => _folder.Path;

    /// <summary>Starts a sidecar for one app.</summary>
    public static Task<SidecarUnderTest> StartAsync(params string[] components) => StartAsync(options => options, components);

    /// <summary>Starts a sidecar with other options than the usual.</summary>
    public static async Task<SidecarUnderTest> StartAsync(Func<SidecarOptions, SidecarOptions> change, params string[] components)
    {
        var folder = new TemporaryFolder();
        for (var index = 0; index < components.Length; index++)
        {
            File.WriteAllText(Path.Combine(folder.Resources, $"{index}.yaml"), components[index]);
        }

        var options = change(new SidecarOptions
        {
            Apps = [new SidecarApp { AppId = "app" }],
            ResourcesPaths = [folder.Resources],
            DataDirectory = folder.Path,
        });
        try
        {
            return new SidecarUnderTest(folder, await SidecarHost.StartAsync(options, TestContext.Current.CancellationToken));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A client of the sidecar of one entry of the apps.</summary>
    public DaprClient Client(int app = 0) => new(Channel(app));

    /// <summary>A raw channel to it.</summary>
    public CallInvoker Channel(int app = 0)
    {
        var channel = GrpcChannel.ForAddress(
            Host.Endpoints[app].Grpc, new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        _channels.Add(channel);
        return channel.CreateCallInvoker();
    }

    /// <summary>Asks its HTTP port.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, int app = 0) =>
        _http.GetAsync(new Uri(Host.Endpoints[app].Http, path), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            await channel.ShutdownAsync();
            channel.Dispose();
        }

        _http.Dispose();
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}
