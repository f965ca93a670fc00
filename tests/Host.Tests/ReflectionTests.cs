using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Mesh.Host.Tests.Echo;
using V1 = Grpc.Reflection.V1;

namespace Mesh.Host.Tests;

public sealed class ReflectionTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await EchoHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task ListServices_V1_NamesOursHealthAndReflection()
    {
        using var call = new V1.ServerReflection.ServerReflectionClient(_host.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new V1.ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name);

        Assert.Superset(
            new HashSet<string> { EchoHost.ServiceName, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection" },
            names.ToHashSet());
    }

    [Fact]
    public async Task FileContainingSymbol_V1Alpha_ReturnsTheProtoFile()
    {
        using var call = new ServerReflection.ServerReflectionClient(_host.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = EchoHost.ServiceName });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        var files = call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom);

        Assert.Contains(files, file => file.Name == "mesh/testing/v1/echo_service.proto" && file.Service[0].Method.Count == 4);
    }
}
