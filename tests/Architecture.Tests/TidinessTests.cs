using System.Text.RegularExpressions;
using Mesh.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

/// <summary>Keeps out of the sources what nobody should find in them.</summary>
public sealed partial class TidinessTests
{
    private const int ColumnsMax = 140;

    private static readonly string[] LimitedExtensions =
        [".cs", ".proto", ".csproj", ".props", ".targets", ".yaml", ".yml", ".sh", ".py", ".cjs", ".mjs"];

    // Spelled in pieces, so that this file does not contain what it forbids.
    private static readonly string[] BannedPlaces =
    [
        "nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "debian" + ".org/debian", "pypi" + ".org",
        "/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "bash",
    ];

    [Fact]
    public void Comments_HaveNoLooseEnds()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.CSharp)
        {
            foreach (var comment in file.Syntax.DescendantTrivia(descendIntoTrivia: true).Where(IsComment))
            {
                if (LooseEnd().Match(comment.ToString()) is { Success: true } match)
                {
                    findings.Add(
                        file, comment.GetLocation().GetLineSpan().StartLinePosition.Line, $"'{match.Value}' without an issue number");
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Comments_InOtherFiles_HaveNoLooseEnds()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.Files.Where(file => !file.HasExtension(".cs") && !file.HasExtension(".md")))
        {
            foreach (var (index, line) in file.Lines.Index())
            {
                if (CommentLine().IsMatch(line) && LooseEnd().Match(line) is { Success: true } match)
                {
                    findings.Add(file, index, $"'{match.Value}' without an issue number");
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Code_WaitsOnlyByATimeThatATestCanDrive()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.CSharp)
        {
            foreach (var call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                var name = call.Expression.ToString();
                var isUndriven = name.EndsWith("Task.Delay", StringComparison.Ordinal) && !TakesDrivenTime(file, call.ArgumentList);
                if (isUndriven || name.EndsWith("Thread.Sleep", StringComparison.Ordinal))
                {
                    findings.Add(file, call, $"{name}: wait for the event itself, or by a TimeProvider that a test can drive");
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Code_HasNoUnwrittenParts()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.CSharp)
        {
            foreach (var name in file.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>().Where(
                name => name.Identifier.Text == "NotImplementedException"))
            {
                findings.Add(file, name, "what is not there yet is not declared");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Lines_AreAtMost140Columns()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.Files.Where(file => LimitedExtensions.Any(file.HasExtension)))
        {
            foreach (var (index, line) in file.Lines.Index().Where(line => line.Item.Length > ColumnsMax))
            {
                findings.Add(file, index, $"{line.Length} columns");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Files_EndWithOneNewLineAndHaveNoTabsOrTrailingSpaces()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.Files.Where(file => LimitedExtensions.Any(file.HasExtension) && file.Text.Length > 0))
        {
            if (!file.Text.EndsWith('\n') || file.Text.EndsWith("\n\n", StringComparison.Ordinal))
            {
                findings.Add(file, "ends with exactly one new line");
            }

            foreach (var (index, line) in file.Lines.Index().Where(
                line => line.Item.TrimEnd() != line.Item || line.Item.Contains('\t', StringComparison.Ordinal)))
            {
                findings.Add(file, index, "has a tab, a carriage return or a space at its end");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Files_NameNoPackageRegistryAndNoPathOfOneMachine()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.Files)
        {
            foreach (var (index, line) in file.Lines.Index())
            {
                foreach (var word in BannedPlaces.Where(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)))
                {
                    findings.Add(file, index, $"'{word}' belongs to one machine's set-up");
                }
            }
        }

        findings.AssertNone();
    }

    /// <summary>Says whether a delay is given its time provider; in a test that is never the machine's own clock.</summary>
    private static bool TakesDrivenTime(SourceFile file, ArgumentListSyntax arguments) => arguments.Arguments.Skip(1)
        .Select(argument => argument.Expression.ToString())
        .Any(text => text == "TimeProvider.System" ? !file.IsUnder("tests") : DrivenTime().IsMatch(text));

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    [GeneratedRegex(@"([tT]ime|[tT]imeProvider|[cC]lock)\z")]
    private static partial Regex DrivenTime();

    [GeneratedRegex(@"\b(FIXME|HACK|XXX)\b|\bTODO\b(?!\(#\d+\))")]
    private static partial Regex LooseEnd();

    [GeneratedRegex(@"^\s*(#|//|<!--)")]
    private static partial Regex CommentLine();
}
