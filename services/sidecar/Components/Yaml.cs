using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.Components;

/// <summary>Reads optional members of YAML mappings.</summary>
internal static class Yaml
{
    public static YamlNode? Child(this YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    public static YamlMappingNode? Mapping(this YamlMappingNode node, string name) => node.Child(name) as YamlMappingNode;

    /// <summary>The text of a scalar; null when it is absent or written as nothing.</summary>
    public static string? Text(this YamlMappingNode node, string name) => (node.Child(name) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlMappingNode node, string name) =>
        node.Child(name) is YamlSequenceNode sequence ? sequence.Children : [];

    public static IReadOnlyList<string> Texts(this YamlMappingNode node, string name) =>
        [.. node.Items(name).OfType<YamlScalarNode>().Select(item => item.Value ?? "")];
}
