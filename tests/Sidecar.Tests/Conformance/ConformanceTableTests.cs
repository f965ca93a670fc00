using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Sidecar.Tests.Deployment;

namespace Mesh.Sidecar.Tests.Conformance;

/// <summary>
/// Keeps docs/dapr-conformance.md: each check with the tests that hold it, found by their names. MESH_WRITE_CONFORMANCE=1 writes it anew.
/// </summary>
public sealed partial class ConformanceTableTests
{
    private const string Page = "docs/dapr-conformance.md";

    [Fact]
    public void Check_OfTheCatalogue_HasATestOrAReason()
    {
        var held = TestsByCheck();

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
        var held = TestsByCheck();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # What of Dapr the local sidecar does

            Written by `tests/Sidecar.Tests` (MESH_WRITE_CONFORMANCE=1), and a test fails when it is out of date. Each check is a
            behaviour that was seen on a real daprd 1.18.3; the section is that of our contract of Dapr. A test is named here when its
            name ends with the check's number, and CI runs all of them, on SQLite, memory, Redis and PostgreSQL where a behaviour is a
            store's.

            | check | section | what | held by | left out |
            |---|---|---|---|---|

            """);
        foreach (var check in ConformanceCatalogue.Checks)
        {
            var tests = held.GetValueOrDefault(check.Number, []).Append(check.Elsewhere).OfType<string>();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {check.Number} | {check.Section} | {check.What} | {string.Join("; ", tests)} | {check.LeftOut} |");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>By class, with the number of tests when there are several.</summary>
    private static Dictionary<int, string[]> TestsByCheck() => typeof(ConformanceTableTests).Assembly.GetTypes()
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
