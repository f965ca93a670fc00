using Mesh.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
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
        { "Connectors", ["{own}.Service.Endpoints", "{own}.Service.Partition", "Mesh.Host", "{peers}"] },
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
        string[] enclosing = ["", .. Enclosing(file)];
        foreach (var (written, where) in NamesIn(file))
        {
            var wrong = banned.FirstOrDefault(prefix => enclosing.Any(outer => Begins(outer + written, prefix)));
            if (wrong is not null)
            {
                findings.Add(file, where, $"may not use {wrong}");
            }
        }
    }

    /// <summary>
    /// Every name as it is written: those of using directives and of types with a namespace before them, and member accesses that begin
    /// with a namespace.
    /// </summary>
    private static IEnumerable<(string Written, SyntaxNode Where)> NamesIn(SourceFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            var written = node.ToString().Replace("global::", "", StringComparison.Ordinal);
            var isName = node is NameSyntax && node.Parent is not (QualifiedNameSyntax or BaseNamespaceDeclarationSyntax)
                && (node.Parent is UsingDirectiveSyntax || written.Contains('.', StringComparison.Ordinal));
            var isAccess = node is MemberAccessExpressionSyntax
                && (written.StartsWith("Mesh.", StringComparison.Ordinal) || written.StartsWith("V1.", StringComparison.Ordinal));
            if (isName || isAccess)
            {
                yield return (written, node);
            }
        }
    }

    /// <summary>Inside <c>namespace Mesh.Ledger.Service</c>, <c>V1.Account</c> means Mesh.Ledger.V1.Account: each level is tried.</summary>
    private static IEnumerable<string> Enclosing(SourceFile file)
    {
        var name = file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();
        for (; !string.IsNullOrEmpty(name); name = name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : "")
        {
            yield return $"{name}.";
        }
    }

    private static bool Begins(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || name[prefix.Length] == '.');
}
