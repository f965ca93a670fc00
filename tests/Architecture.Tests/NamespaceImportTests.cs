using Mesh.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

/// <summary>
/// Holds the table of who may import whom inside a service, where one project has several rooms: by the namespaces that a file uses.
/// </summary>
public sealed class NamespaceImportTests
{
    private static readonly string[] Services = ["Ledger", "Payments", "Risk"];

    /// <summary>The wire and its libraries: nothing that a port or a partition may know.</summary>
    private static readonly string[] Transport = ["Grpc", "Microsoft.AspNetCore"];

    public static TheoryData<string, string[]> Rooms => new()
    {
        {
            "Ports",
            [
                "Google.Protobuf", "Mesh.Dapr", "Mesh.Host", "Mesh.Journal", "{own}.V1", "{peers}", .. Transport,
                "{own}.Service.Endpoints", "{own}.Service.Partition", "{own}.Service.Peers",
            ]
        },
        { "Endpoints", ["Mesh.Dapr", "{peers}", "{own}.Service.Peers", "{own}.Service.Connectors"] },
        {
            "Partition",
            [
                "Mesh.Dapr", "Mesh.Host", "{peers}", .. Transport,
                "{own}.Service.Endpoints", "{own}.Service.Peers", "{own}.Service.Connectors",
            ]
        },
        { "Peers", ["{own}.Service.Endpoints", "{own}.Service.Partition", "Mesh.Host"] },
        { "Connectors", ["{own}.Service.Endpoints", "{own}.Service.Partition", "Mesh.Host", "Mesh.Journal", "{peers}"] },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_InEachService_UsesNoNamespaceThatItMayNot(string room, string[] forbidden)
    {
        var findings = new Findings();
        foreach (var service in Services)
        {
            var folder = $"services/{service.ToLowerInvariant()}/{service}.Service/{room}";
            var banned = forbidden.SelectMany(pattern => Expand(pattern, service)).ToArray();
            foreach (var file in Repository.Current.CSharp.Where(file => file.IsUnder(folder)))
            {
                Check(file, banned, findings);
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Service_UsesItsPeersByTheirProtosOnly()
    {
        var findings = new Findings();
        foreach (var service in Services)
        {
            var peers = Services.Where(peer => peer != service);
            string[] banned = [.. peers.SelectMany(peer => new[] { $"Mesh.{peer}.Domain", $"Mesh.{peer}.Service" })];
            foreach (var file in Repository.Current.CSharp.Where(file => file.IsUnder($"services/{service.ToLowerInvariant()}")))
            {
                Check(file, banned, findings);
            }
        }

        findings.AssertNone();
    }

    private static IEnumerable<string> Expand(string pattern, string service) => pattern == "{peers}"
        ? Services.Where(peer => peer != service).Select(peer => $"Mesh.{peer}")
        : [pattern.Replace("{own}", $"Mesh.{service}", StringComparison.Ordinal)];

    private static void Check(SourceFile file, string[] banned, Findings findings)
    {
        foreach (var name in file.Syntax.DescendantNodes().OfType<NameSyntax>().Where(IsWhole))
        {
            // Inside "namespace Mesh.X", "Dapr.State" means Mesh.Dapr.State: both spellings count.
            var written = name.ToString().Replace("global::", "", StringComparison.Ordinal);
            var wrong = banned.FirstOrDefault(prefix => Begins(written, prefix)
                || (written.Contains('.', StringComparison.Ordinal) && Begins($"Mesh.{written}", prefix)));
            if (wrong is not null)
            {
                findings.Add(file, name, $"may not use {wrong}");
            }
        }
    }

    private static bool IsWhole(NameSyntax name) => name.Parent is not (QualifiedNameSyntax or BaseNamespaceDeclarationSyntax);

    private static bool Begins(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || name[prefix.Length] == '.');
}
