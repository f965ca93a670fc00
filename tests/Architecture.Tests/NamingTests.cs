using System.Text.RegularExpressions;
using Mesh.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

/// <summary>Keeps names findable: words of the domain, one type per file, namespaces that follow folders.</summary>
public sealed partial class NamingTests
{
    private static readonly string[] BannedWords =
        ["Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Manager", "Impl", "Common", "Misc"];

    [Fact]
    public void Types_AreNamedByTheirJob()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.CSharp)
        {
            foreach (var type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
            {
                foreach (var word in Word().Matches(type.Identifier.Text).Select(match => match.Value).Intersect(BannedWords))
                {
                    findings.Add(file, type.Identifier, $"{type.Identifier.Text}: '{word}' does not say what the type does");
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Types_AloneInAFile_GiveItTheirName()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.CSharp.Where(file => file.Name != "Program"))
        {
            // A closed family may share a file, under a name of its own. The file of an endpoint is called like its RPC, and so is the
            // domain's command: the class that carries the one to the other is the call.
            var name = file.Name.Split('.')[0];
            if (TopLevelTypes(file).ToArray() is [var type] && type.Identifier.Text != name && type.Identifier.Text != $"{name}Call")
            {
                findings.Add(file, type.Identifier, $"{type.Identifier.Text} is alone in a file called {file.Name}");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Classes_AreSealedStaticOrAbstract()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.CSharp)
        {
            foreach (var type in file.Syntax.DescendantNodes().OfType<TypeDeclarationSyntax>())
            {
                var isOpenKind = type is ClassDeclarationSyntax
                    || (type is RecordDeclarationSyntax record && !record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword));
                if (isOpenKind && !IsClosed(type) && !IsPartOfAClosedOne(type))
                {
                    findings.Add(file, type.Identifier, $"{type.Identifier.Text} is neither sealed, static nor abstract");
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Namespaces_FollowFolders()
    {
        var findings = new Findings();
        foreach (var project in Repository.Current.Projects)
        {
            var root = project.Name.StartsWith("Mesh.", StringComparison.Ordinal) ? project.Name : $"Mesh.{project.Name}";
            foreach (var file in Repository.Current.CSharp.Where(file => file.IsUnder(project.Folder)))
            {
                var inner = file.Folder[project.Folder.Length..].Replace('/', '.');
                foreach (var name in file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>())
                {
                    if (name.Name.ToString() != root + inner)
                    {
                        findings.Add(file, name.Name, $"the namespace of this folder is {root + inner}");
                    }
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void Tests_AreNamedAsSentences()
    {
        var findings = new Findings();
        foreach (var file in Repository.Current.CSharp.Where(file => file.IsUnder("tests")))
        {
            foreach (var method in file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>().Where(IsTest))
            {
                if (!method.Identifier.Text.Contains('_', StringComparison.Ordinal))
                {
                    findings.Add(file, method.Identifier, $"{method.Identifier.Text} is not of the form Subject_Situation_Outcome");
                }
            }
        }

        findings.AssertNone();
    }

    private static IEnumerable<BaseTypeDeclarationSyntax> TopLevelTypes(SourceFile file) =>
        file.Syntax.DescendantNodes(node => node is not BaseTypeDeclarationSyntax).OfType<BaseTypeDeclarationSyntax>();

    /// <summary>A part of a partial class may leave the word to the other part.</summary>
    private static bool IsPartOfAClosedOne(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PartialKeyword)
        && Repository.Current.CSharp.SelectMany(TopLevelTypes).OfType<TypeDeclarationSyntax>().Any(other =>
            other.Identifier.Text == type.Identifier.Text
            && IsClosed(other));

    private static bool IsClosed(TypeDeclarationSyntax type) =>
        type.Modifiers.Any(word => word.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword);

    private static bool IsTest(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory" or "Property");

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();
}
