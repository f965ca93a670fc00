using System.Text.Json;
using Mesh.Sidecar.Components;

namespace Mesh.Sidecar.Secrets;

/// <summary>The type <c>secretstores.local.file</c>: a JSON file, read once.</summary>
internal sealed class FileSecretStore : ISecretStore
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = new(StringComparer.Ordinal);

    /// <summary>Reads the file named by metadata <c>secretsFile</c>.</summary>
    public FileSecretStore(ComponentSettings settings, string dataDirectory)
    {
        var file = Find(settings, settings.RequiredText("secretsFile"), dataDirectory);
        var separator = settings.Text("nestedSeparator") is { Length: > 0 } written ? written : ":";
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (settings.Flag("multiValued"))
            {
                ReadMultiValued(document.RootElement, separator);
            }
            else
            {
                ReadFlat(document.RootElement, "", separator, (name, value) => _secrets[name] = Single(name, value));
            }
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException
            or InvalidOperationException)
        {
            throw settings.Problem(
                $"{file} cannot be read: {exception.Message.ReplaceLineEndings(" ")}", "it must be a JSON object", exception);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? Find(string name) => _secrets.GetValueOrDefault(name);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All() => _secrets;

    /// <summary>A relative name is looked for in the data directory, then beside the component's file.</summary>
    private static string Find(ComponentSettings settings, string written, string dataDirectory)
    {
        var inData = Path.GetFullPath(written, dataDirectory);
        var beside = Path.GetFullPath(written, Path.GetDirectoryName(Path.GetFullPath(settings.Definition.Location.File))!);
        return File.Exists(inData) ? inData
            : File.Exists(beside) ? beside
            : throw settings.Problem($"no secrets file at {inData} nor at {beside}", "create it as a JSON object");
    }

    private void ReadMultiValued(JsonElement root, string separator)
    {
        foreach (var secret in root.EnumerateObject())
        {
            Dictionary<string, string> entries = new(StringComparer.Ordinal);
            ReadFlat(secret.Value, "", separator, (name, value) => entries[name.Length == 0 ? secret.Name : name] = value);
            _secrets[secret.Name] = entries;
        }
    }

    private static void ReadFlat(JsonElement element, string name, string separator, Action<string, string> add)
    {
        string Below(string child) => name.Length == 0 ? child : name + separator + child;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Value.ValueKind is JsonValueKind.Object))
                {
                    ReadFlat(property.Value, Below(property.Name), separator, add);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    ReadFlat(item, Below($"{index}"), separator, add);
                    index++;
                }

                break;
            case JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                or JsonValueKind.Null:
            default:
                add(name, Leaf(element));
                break;
        }
    }

    /// <summary>Other leaves than strings come out as Go formats a wrong verb: daprd does so, and it is how one notices.</summary>
    private static string Leaf(JsonElement leaf) => leaf.ValueKind switch
    {
        JsonValueKind.String => leaf.GetString()!,
        JsonValueKind.Number => $"%!s(float64={Json.GoJson.Number(leaf.GetDouble())})",
        JsonValueKind.True => "%!s(bool=true)",
        JsonValueKind.False => "%!s(bool=false)",
        _ => "%!s(<nil>)",
    };

    private static Dictionary<string, string> Single(string name, string value) => new(StringComparer.Ordinal) { [name] = value };
}
