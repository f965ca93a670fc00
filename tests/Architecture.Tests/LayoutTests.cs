using Mesh.Architecture.Tests.Sources;

namespace Mesh.Architecture.Tests;

/// <summary>Keeps the top of the repository the table of contents that the README shows.</summary>
public sealed class LayoutTests
{
    private static readonly HashSet<string> Top =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "BannedSymbols.Pure.txt", "CHANGELOG.md", "CONTRIBUTING.md",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "LICENSE", "Mesh.sln", "NOTICE", "README.md",
        "components", "dapr.yaml", "deploy", "docs", "global.json", "protos", "samples", "services", "tests",
    ];

    private static readonly HashSet<string> Services = ["cli", "ledger", "payments", "risk", "shared", "sidecar"];

    [Fact]
    public void Top_HoldsNothingNew() => AssertKnown(Tops(path => path.Split('/')[0]), Top, "the top of the repository");

    [Fact]
    public void Services_HoldsNothingNew() =>
        AssertKnown(
            Repository.Current.Files.Where(file => file.IsUnder("services")).Select(file => file.Path.Split('/')[1]), Services, "services");

    [Fact]
    public void Markdown_IsInItsPlaces()
    {
        var findings = new Findings();
        foreach (var page in Repository.Current.Markdown)
        {
            var isAtTop = page.Folder.Length == 0 && page.Name is "README" or "CONTRIBUTING" or "CHANGELOG";
            if (!isAtTop && !page.IsUnder("docs") && page.Name != "README")
            {
                findings.Add(page, "pages live in docs/, a room has one README.md");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Protos_ImportOnlyTheirOwnPackageAndTheSharedTypes()
    {
        var findings = new Findings();
        foreach (var proto in Repository.Current.Files.Where(file => file.HasExtension(".proto") && file.IsUnder("protos")))
        {
            var own = proto.Folder["protos/".Length..] + "/";
            foreach (var (index, line) in proto.Lines.Index().Where(line => line.Item.StartsWith("import ", StringComparison.Ordinal)))
            {
                var imported = line.Split('"')[1];
                string[] allowed = proto.IsUnder("protos/dapr")
                    ? ["google/protobuf/", "dapr/"]
                    : ["google/protobuf/", "google/rpc/", "mesh/type/", own];
                if (!allowed.Any(prefix => imported.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    findings.Add(proto, index, $"may not import {imported}");
                }
            }
        }

        findings.AssertNone();
    }

    private static IEnumerable<string> Tops(Func<string, string> first) => Repository.Current.Files.Select(file => first(file.Path));

    private static void AssertKnown(IEnumerable<string> names, HashSet<string> known, string place)
    {
        var findings = new Findings();
        foreach (var name in names.Distinct().Where(name => !known.Contains(name)))
        {
            findings.Add(name, $"is new in {place}: give it a room of the layout, or a decision and a line in LayoutTests");
        }

        findings.AssertNone();
    }
}
