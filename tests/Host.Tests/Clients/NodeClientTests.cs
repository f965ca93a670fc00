namespace Mesh.Host.Tests.Clients;

/// <summary>@grpc/grpc-js, gRPC written anew in JavaScript, against the host.</summary>
public sealed class NodeClientTests(NodeClientTests.Run run) : IClassFixture<NodeClientTests.Run>
{
    [Theory]
    [MemberData(nameof(ForeignChecks.All), MemberType = typeof(ForeignChecks))]
    public void GrpcJs_EachCheck_Passes(string check) => run.AssertPassed(check);

    [Fact]
    public async Task GrpcJs_CancelsACall_TheEndpointNotices()
    {
        run.AssertPassed("cancellation");
        await run.Host.Signals.CancelledAsync("js-cancel");
        await run.Host.Signals.CancelledAsync("js-late");
    }

    public sealed class Run : ForeignClientRun
    {
        protected override Task<string?> MissingToolAsync()
        {
            var missing = FindOnPath("node") is null ? "node is missing: run .ci/install-tools"
                : !Directory.Exists(Path.Combine(ToolsFolder(), "node_modules", "@grpc", "grpc-js"))
                    ? "@grpc/grpc-js is missing in artifacts/tools: run .ci/install-tools"
                    : null;
            return Task.FromResult(missing);
        }

        protected override Task<IReadOnlyDictionary<string, string>> RunAsync(string address, string descriptors) =>
            ForeignClient.RunAsync(FindOnPath("node")!, Program("grpc_js.cjs"), address, descriptors, ToolsFolder());

        private static string? FindOnPath(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

        /// <summary>The tests run from artifacts/bin/Host.Tests/CONFIGURATION; the npm tools are installed into artifacts/tools.</summary>
        private static string ToolsFolder() => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "tools"));
    }
}
