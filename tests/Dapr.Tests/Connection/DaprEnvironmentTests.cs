using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Tests.Connection;

public sealed class DaprEnvironmentTests
{
    [Fact]
    public void Read_Ports_MeanLoopback()
    {
        var options = Read(("DAPR_GRPC_PORT", "50001"), ("DAPR_HTTP_PORT", "3500"), ("DAPR_API_TOKEN", "a"), ("APP_API_TOKEN", "b"));

        Assert.Equal(new Uri("http://127.0.0.1:50001"), options.GrpcEndpoint);
        Assert.Equal(new Uri("http://127.0.0.1:3500"), options.HttpEndpoint);
        Assert.Equal(("a", "b"), (options.ApiToken, options.AppApiToken));
    }

    [Fact]
    public void ToString_Options_ShowNoToken()
    {
        var options = Read(
            ("DAPR_GRPC_PORT", "50001"), ("DAPR_HTTP_PORT", "3500"), ("DAPR_API_TOKEN", "hidden1"), ("APP_API_TOKEN", "hidden2"));

        Assert.DoesNotContain("hidden", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("50001", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://dapr.example:443", "https://dapr.example/")]
    [InlineData("http://sidecar:50001", "http://sidecar:50001/")]
    [InlineData("sidecar:50001", "http://sidecar:50001/")]
    public void Read_Endpoint_WinsOverThePort(string endpoint, string expected)
    {
        var options = Read(("DAPR_GRPC_ENDPOINT", endpoint), ("DAPR_GRPC_PORT", "1"), ("DAPR_HTTP_PORT", "3500"));

        Assert.Equal(expected, options.GrpcEndpoint.ToString());
        Assert.Null(options.ApiToken);
        Assert.Null(options.AppApiToken);
    }

    [Fact]
    public void Read_NothingIsSet_NamesEveryMissingVariable()
    {
        var thrown = Assert.Throws<DaprSettingsException>(() => Read());

        Assert.Equal(2, thrown.Problems.Count);
        Assert.Contains("DAPR_GRPC_PORT", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("DAPR_HTTP_PORT", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DAPR_GRPC_PORT", "0")]
    [InlineData("DAPR_GRPC_PORT", "65536")]
    [InlineData("DAPR_GRPC_PORT", "-1")]
    [InlineData("DAPR_GRPC_PORT", "http")]
    [InlineData("DAPR_GRPC_ENDPOINT", "ftp://sidecar:1")]
    [InlineData("DAPR_GRPC_ENDPOINT", "http://sidecar:1/path")]
    public void Read_ValueIsNotValid_NamesVariableAndValue(string name, string value)
    {
        var thrown = Assert.Throws<DaprSettingsException>(() => Read((name, value), ("DAPR_HTTP_PORT", "3500")));

        Assert.Contains($"{name} is '{value}'", Assert.Single(thrown.Problems), StringComparison.Ordinal);
    }

    private static DaprOptions Read(params (string Name, string Value)[] variables) =>
        DaprEnvironment.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
