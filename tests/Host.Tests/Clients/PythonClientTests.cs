using System.Diagnostics;

namespace Mesh.Host.Tests.Clients;

/// <summary>Debian's python3-grpcio, a binding of gRPC's C core, against the host.</summary>
public sealed class PythonClientTests(PythonClientTests.Run run) : IClassFixture<PythonClientTests.Run>
{
    // Debian's own interpreter: another one on the path does not see Debian's packages.
    private const string Python = "/usr/bin/python3";

    [Theory]
    [MemberData(nameof(ForeignChecks.All), MemberType = typeof(ForeignChecks))]
    public void Grpcio_EachCheck_Passes(string check) => run.AssertPassed(check);

    [Fact]
    public async Task Grpcio_CancelsACall_TheEndpointNotices()
    {
        run.AssertPassed("cancellation");
        await run.Host.Signals.CancelledAsync("python-cancel");
        await run.Host.Signals.CancelledAsync("python-late");
    }

    public sealed class Run : ForeignClientRun
    {
        protected override async Task<string?> MissingToolAsync()
        {
            if (!File.Exists(Python))
            {
                return $"{Python} is missing: run .ci/install-tools";
            }

            using var probe = Process.Start(
                new ProcessStartInfo(Python, ["-c", "import grpc, google.protobuf"]) { RedirectStandardError = true })!;
            await probe.WaitForExitAsync();
            return probe.ExitCode == 0 ? null : "Debian's python3-grpcio or python3-protobuf is missing: run .ci/install-tools";
        }

        protected override Task<IReadOnlyDictionary<string, string>> RunAsync(string address, string descriptors) =>
            ForeignClient.RunAsync(Python, Program("grpc_python.py"), address, descriptors);
    }
}
