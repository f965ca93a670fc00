using System.Text.RegularExpressions;
using Mesh.Architecture.Tests.Sources;

namespace Mesh.Architecture.Tests;

/// <summary>Keeps the pages true: what they point at exists.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Roots = ["services/", "protos/", "tests/", "docs/", "deploy/", "components/", "samples/", ".ci/"];

    [Fact]
    public void Page_HasExactlyOneTitleAndBeginsWithIt()
    {
        var findings = new Findings();
        foreach (var page in Repository.Current.Markdown)
        {
            var titles = Prose(page).Where(line => line.Text.StartsWith("# ", StringComparison.Ordinal)).ToArray();
            if (titles.Length != 1 || titles[0].Index != 0)
            {
                findings.Add(page, $"has {titles.Length} titles; a page has one, in its first line");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Links_ToFiles_Exist()
    {
        var findings = new Findings();
        foreach (var page in Repository.Current.Markdown)
        {
            foreach (var (index, line) in Prose(page))
            {
                foreach (var target in Link().Matches(line).Select(match => match.Groups["target"].Value).Where(IsFile))
                {
                    var path = Path.GetRelativePath(".", Path.Combine(page.Folder, target.Split('#')[0]));
                    if (!Repository.Current.Has(path))
                    {
                        findings.Add(page, index, $"links to {target}, which does not exist");
                    }
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Paths_NamedByAPage_Exist()
    {
        var findings = new Findings();
        foreach (var page in Repository.Current.Markdown.Where(page => page.Name != "CHANGELOG"))
        {
            foreach (var (index, line) in Prose(page))
            {
                foreach (var path in Code().Matches(line).Select(match => match.Groups["code"].Value).Where(IsPath))
                {
                    if (!Repository.Current.Has(path) && !Repository.Current.Has(Path.Combine(page.Folder, path)))
                    {
                        findings.Add(page, index, $"names {path}, which does not exist");
                    }
                }
            }
        }

        findings.AssertNone();
    }

    /// <summary>The lines outside fenced blocks.</summary>
    private static IEnumerable<(int Index, string Text)> Prose(SourceFile page)
    {
        var isFenced = false;
        foreach (var (index, line) in page.Lines.Index())
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
            }
            else if (!isFenced)
            {
                yield return (index, line);
            }
        }
    }

    private static bool IsFile(string target) => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
        && !target.StartsWith("mailto:", StringComparison.Ordinal);

    /// <summary>A path of the repository: begins at a folder of the top and has no placeholder in it.</summary>
    private static bool IsPath(string code) =>
        Roots.Any(root => code.StartsWith(root, StringComparison.Ordinal)) && WholePath().IsMatch(code);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\A[A-Za-z0-9_./\-]+\z")]
    private static partial Regex WholePath();
}
