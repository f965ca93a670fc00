using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests.Sources;

/// <summary>One text file of the repository.</summary>
public sealed class SourceFile
{
    private readonly Lazy<string> _text;
    private readonly Lazy<CompilationUnitSyntax> _syntax;

    public SourceFile(string root, string path)
    {
        Path = path;
        _text = new Lazy<string>(() => File.ReadAllText(System.IO.Path.Combine(root, path)));
        _syntax = new Lazy<CompilationUnitSyntax>(() => CSharpSyntaxTree.ParseText(Text, path: path).GetCompilationUnitRoot());
    }

    /// <summary>Path from the root of the repository, with forward slashes.</summary>
    public string Path { get; }

    public string Text => _text.Value;

    public string[] Lines => Text.Split('\n');

    /// <summary>The parsed C# file.</summary>
    public CompilationUnitSyntax Syntax => _syntax.Value;

    /// <summary>The name without folder and extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The folder from the root of the repository; empty for the root.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    public bool HasExtension(string extension) => Path.EndsWith(extension, StringComparison.Ordinal);

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);
}
