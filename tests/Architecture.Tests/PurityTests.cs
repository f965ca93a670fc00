using Mesh.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

/// <summary>
/// Checks what the banned-symbols analyzer cannot see in the pure rooms: keywords, types that only appear in a signature, state that
/// outlives a call.
/// </summary>
public sealed class PurityTests
{
    private static readonly string[] PureFolders =
        ["services/shared/Mesh.Kernel", "services/ledger/Ledger.Domain", "services/payments/Payments.Domain", "services/risk/Risk.Domain"];

    private static readonly HashSet<string> BannedNames =
    [
        "Task", "ValueTask", "IAsyncEnumerable", "CancellationToken", "Thread", "Timer", "Stopwatch", "TimeProvider", "Environment",
        "Console", "Random", "File", "Directory", "Socket", "HttpClient", "ILogger",
    ];

    private static IEnumerable<SourceFile> PureFiles =>
        Repository.Current.CSharp.Where(file => PureFolders.Any(folder => file.IsUnder(folder)));

    [Fact]
    public void PureRooms_HaveNoTasksClocksInputOrOutput()
    {
        var findings = new Findings();
        foreach (var file in PureFiles)
        {
            foreach (var name in file.Syntax.DescendantNodes().OfType<SimpleNameSyntax>().Where(
                name => BannedNames.Contains(name.Identifier.Text)))
            {
                // A property or member of that name on something else (error.File) is not the type.
                if (name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name)
                {
                    findings.Add(file, name, $"a pure room has no {name.Identifier.Text}");
                }
            }

            foreach (var token in file.Syntax.DescendantTokens().Where(
                token => token.IsKind(SyntaxKind.AsyncKeyword) || token.IsKind(SyntaxKind.AwaitKeyword)))
            {
                findings.Add(file, token, "a pure room awaits nothing");
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void PureRooms_CountInIntegers()
    {
        var findings = new Findings();
        foreach (var file in PureFiles)
        {
            foreach (var token in file.Syntax.DescendantTokens())
            {
                if (token.Kind() is SyntaxKind.DoubleKeyword or SyntaxKind.FloatKeyword or SyntaxKind.DecimalKeyword
                    || token.Value is double or float or decimal)
                {
                    findings.Add(file, token, $"money and scores are integers, not {token.Text}");
                }
            }
        }

        findings.AssertNone();
    }

    [Fact]
    public void PureRooms_KeepNoStateOutsideTheirArguments()
    {
        var findings = new Findings();
        foreach (var file in PureFiles)
        {
            foreach (var field in file.Syntax.DescendantNodes().OfType<FieldDeclarationSyntax>())
            {
                if (field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
                {
                    findings.Add(file, field, "a static field of a pure room is readonly");
                }
            }
        }

        findings.AssertNone();
    }
}
