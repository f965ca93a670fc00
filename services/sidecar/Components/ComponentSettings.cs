using System.Globalization;

namespace Mesh.Sidecar.Components;

/// <summary>A component's metadata with secrets and templates resolved. Names are compared without regard to case.</summary>
internal sealed class ComponentSettings(ComponentDefinition definition, IReadOnlyDictionary<string, string> values)
{
    /// <summary>The component that they belong to.</summary>
    public ComponentDefinition Definition { get; } = definition;

    /// <summary>A value; null when the component does not have it.</summary>
    public string? Text(string name) => values.TryGetValue(name, out var value) ? value : null;

    /// <summary>A value that must be there and not be empty.</summary>
    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } value ? value : throw Problem($"metadata '{name}' is missing", "add it");

    /// <summary>True for the words that Dapr takes as yes; false when absent.</summary>
    public bool Flag(string name) =>
        Text(name)?.Trim().ToUpperInvariant() is "TRUE" or "1" or "YES" or "Y" or "ON" or "T";

    /// <summary>A whole number of zero or more.</summary>
    public int Count(string name, int absent)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return absent;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw Problem($"metadata '{name}' is '{text}'", "write a whole number");
    }

    /// <summary>A Go duration, or a plain number of milliseconds; of seconds where Dapr reads it so.</summary>
    public TimeSpan Duration(string name, TimeSpan absent, bool isSeconds = false)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return absent;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return isSeconds ? TimeSpan.FromSeconds(number) : TimeSpan.FromMilliseconds(number);
        }

        return GoDuration.TryParse(text, out var duration)
            ? duration
            : throw Problem($"metadata '{name}' is '{text}'", "write a duration such as 2s or 500ms");
    }

    /// <summary>Makes the one line that a start ends with.</summary>
    public Hosting.SidecarStartException Problem(string problem, string fix, Exception? cause = null) =>
        Definition.Location.Problem(Definition.Name, problem, fix, cause);
}
