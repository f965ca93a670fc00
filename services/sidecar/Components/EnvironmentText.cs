using System.Text.RegularExpressions;

namespace Mesh.Sidecar.Components;

/// <summary>Replaces environment variables in a text as Go's <c>os.ExpandEnv</c> does; an unset one becomes nothing.</summary>
internal static partial class EnvironmentText
{
    public static string Expand(string text, Func<string, string?> environment) =>
        Variable().Replace(text, match => environment(match.Groups["name"].Value) ?? "");

    [GeneratedRegex(@"\$(?:\{(?<name>[A-Za-z_]\w*)\}|(?<name>[A-Za-z_]\w*))", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
