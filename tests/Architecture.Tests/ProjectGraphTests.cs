using Mesh.Architecture.Tests.Sources;

namespace Mesh.Architecture.Tests;

/// <summary>Holds the table of who may import whom, as far as project and package references can say it.</summary>
public sealed class ProjectGraphTests
{
    private static readonly string[] HostPackages = ["Grpc.", "Google.", "OpenTelemetry."];

    private static readonly string[] Services = ["Ledger", "Payments", "Risk"];

    /// <summary>What each room may refer to; a room that is not listed may not exist.</summary>
    private static readonly Dictionary<string, string[]> AllowedProjects = new()
    {
        ["Mesh.Kernel"] = [],
        ["Mesh.Protos"] = [],
        ["Mesh.Host"] = ["Mesh.Kernel"],
        ["Mesh.Dapr"] = ["Mesh.Protos"],
        ["Mesh.Journal"] = ["Mesh.Kernel", "Mesh.Dapr", "Mesh.Protos"],
        ["Mesh.Client"] = [],
        ["Mesh.Sidecar"] = ["Mesh.Protos"],
        ["Ledger.Domain"] = ["Mesh.Kernel"],
        ["Payments.Domain"] = ["Mesh.Kernel"],
        ["Risk.Domain"] = ["Mesh.Kernel"],
        ["Ledger.Service"] = ["Ledger.Domain", "Mesh.Kernel", "Mesh.Protos", "Mesh.Host", "Mesh.Dapr", "Mesh.Journal"],
        ["Payments.Service"] = ["Payments.Domain", "Mesh.Kernel", "Mesh.Protos", "Mesh.Host", "Mesh.Dapr", "Mesh.Journal"],
        ["Risk.Service"] = ["Risk.Domain", "Mesh.Kernel", "Mesh.Protos", "Mesh.Host", "Mesh.Dapr", "Mesh.Journal"],

        // The command line starts every process of the mesh, so it is built with them; it talks to them by their protos only.
        ["Mesh.Cli"] = ["Mesh.Kernel", "Mesh.Protos", "Mesh.Client", "Mesh.Sidecar", "Ledger.Service", "Payments.Service", "Risk.Service"],
    };

    private static IEnumerable<ProjectFile> Projects => Repository.Current.Projects.Select(file => new ProjectFile(file));

    [Fact]
    public void ProjectReferences_EachRoom_AreThoseOfTheImportTable()
    {
        var findings = new Findings();
        foreach (var project in Projects.Where(project => project.File.IsUnder("services")))
        {
            if (!AllowedProjects.TryGetValue(project.Name, out var allowed))
            {
                findings.Add(project.File, "this room is not in the import table (tests/Architecture.Tests/ProjectGraphTests.cs)");
                continue;
            }

            foreach (var wrong in project.Projects.Except(allowed))
            {
                findings.Add(project.File, $"may not refer to {wrong}");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void ProjectReferences_OfServices_NeverNameTests()
    {
        var findings = new Findings();
        foreach (var project in Projects.Where(project => project.File.IsUnder("services")))
        {
            foreach (var wrong in project.Projects.Where(
                name => name.EndsWith(".Tests", StringComparison.Ordinal) || name == "Mesh.Testing"))
            {
                findings.Add(project.File, $"refers to the test project {wrong}");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void PureRooms_HaveTheBannedSymbolsAndNoPackages()
    {
        string[] pure = ["Mesh.Kernel", .. Services.Select(service => $"{service}.Domain")];
        var findings = new Findings();
        foreach (var project in Projects.Where(project => pure.Contains(project.Name)))
        {
            if (!project.IsPure)
            {
                findings.Add(project.File, "a pure room sets MeshPure to true");
            }

            foreach (var package in project.Packages)
            {
                findings.Add(project.File, $"a pure room has no packages, not even {package}");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void HostPackages_AreThoseOfGrpcAndTelemetryAlone()
    {
        var findings = new Findings();
        foreach (var project in Projects.Where(project => project.Name == "Mesh.Host"))
        {
            foreach (var package in project.Packages.Where(
                name => !HostPackages.Any(known => name.StartsWith(known, StringComparison.Ordinal))))
            {
                findings.Add(project.File, $"the host knows gRPC and OpenTelemetry only, not {package}");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Solution_NamesEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Current.Root, "Mesh.sln")).Replace('\\', '/');
        var findings = new Findings();
        foreach (var project in Repository.Current.Projects.Where(
            project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)))
        {
            findings.Add(project, "is not in Mesh.sln");
        }

        findings.AssertNone();
    }
}
