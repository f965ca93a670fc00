using Microsoft.CodeAnalysis;

namespace Mesh.Architecture.Tests.Sources;

/// <summary>Collects everything that breaks one rule, so that a failing test names each place with file and line at once.</summary>
public sealed class Findings
{
    private readonly List<string> _found = [];

    public void Add(SourceFile file, string what) => _found.Add($"{file.Path}: {what}");

    public void Add(SourceFile file, int lineIndex, string what) => _found.Add($"{file.Path}:{lineIndex + 1}: {what}");

    public void Add(SourceFile file, SyntaxNodeOrToken where, string what) =>
        Add(file, where.GetLocation()!.GetLineSpan().StartLinePosition.Line, what);

    public void Add(string path, string what) => _found.Add($"{path}: {what}");

    public void AssertNone() => Assert.True(_found.Count == 0, $"{_found.Count} found:\n{string.Join('\n', _found)}");
}
