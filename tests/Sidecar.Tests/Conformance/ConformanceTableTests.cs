using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Dapr.Conformance.Tests.Target;
using Mesh.Sidecar.Tests.Deployment;

namespace Mesh.Sidecar.Tests.Conformance;

/// <summary>
/// Keeps docs/dapr-conformance.md: each check with the tests that hold it, found by their names. MESH_WRITE_CONFORMANCE=1 writes it anew.
/// </summary>
public sealed partial class ConformanceTableTests
{
    private const string Page = "docs/dapr-conformance.md";
    private static readonly Assembly Suite = typeof(SidecarTarget).Assembly;
    private static readonly Assembly Beside = typeof(ConformanceTableTests).Assembly;

    [Fact]
    public void Check_OfTheCatalogue_HasATestOrAReason()
    {
        var held = TestsByCheck(Suite, Beside);

        var open = ConformanceCatalogue.Checks
            .Where(check => !held.ContainsKey(check.Number) && check.LeftOut is null && check.Elsewhere is null)
            .Select(check => $"{check.Number}: {check.What}");

        Assert.Empty(open);
    }

    [Fact]
    public async Task Page_OfTheRepository_SaysWhatTheTestsHold()
    {
        var file = Path.Combine(RepositoryRoot.Path, Page);
        var expected = Text();
        if (Environment.GetEnvironmentVariable("MESH_WRITE_CONFORMANCE") == "1")
        {
            await File.WriteAllTextAsync(file, expected);
        }

        Assert.True(
            await File.ReadAllTextAsync(file) == expected,
            $"{Page} is not what the tests hold: run them with MESH_WRITE_CONFORMANCE=1 to write it anew");
    }

    private static string Text()
    {
        var suite = TestsByCheck(Suite);
        var beside = TestsByCheck(Beside);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # What of Dapr the local sidecar does

            Written by `tests/Sidecar.Tests` (MESH_WRITE_CONFORMANCE=1), and a test fails when it is out of date. Each check is a
            behaviour that was seen on a real daprd 1.18.3; the section is that of our contract of Dapr. CI runs every test that is
            named here, on SQLite, memory, Redis and PostgreSQL where a behaviour is a store's: the result of each is `passed`, or the
            build is red.

            - **suite**: tests of `tests/Dapr.Conformance.Tests`, which know a sidecar by its ports alone. They run against the local
              sidecar, or against a real one: its README says how.
            - **beside it**: tests of `tests/Sidecar.Tests`, for what needs a clock that the test moves, a sidecar that is killed, or
              other components.

            A test is named here when its name ends with the check's number.

            | check | section | what | suite | beside it | left out |
            |---|---|---|---|---|---|

            """);
        foreach (var check in ConformanceCatalogue.Checks)
        {
            var others = beside.GetValueOrDefault(check.Number, []).Append(check.Elsewhere).OfType<string>();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {check.Number} | {check.Section} | {check.What} | {string.Join("; ", suite.GetValueOrDefault(check.Number, []))} "
                + $"| {string.Join("; ", others)} | {check.LeftOut} |");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>By class, with the number of tests when there are several.</summary>
    private static Dictionary<int, string[]> TestsByCheck(params IEnumerable<Assembly> assemblies) => assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        .Where(method => method.GetCustomAttributes().Any(attribute => attribute is Xunit.v3.IFactAttribute))
        .SelectMany(method => Suffix().Match(method.Name).Groups["number"].Captures
            .Select(capture => (Number: int.Parse(capture.ValueSpan, CultureInfo.InvariantCulture), Class: method.DeclaringType!.Name)))
        .GroupBy(found => found.Number)
        .ToDictionary(
            found => found.Key,
            found => found.GroupBy(test => test.Class).OrderBy(tests => tests.Key, StringComparer.Ordinal)
                .Select(tests => tests.Count() == 1 ? tests.Key : $"{tests.Key} ({tests.Count()})").ToArray());

    [GeneratedRegex(@"_Checks?(?<number>\d+)(?:And(?<number>\d+))*$")]
    private static partial Regex Suffix();
}
