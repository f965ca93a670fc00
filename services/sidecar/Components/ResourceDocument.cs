using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.Components;

/// <summary>One YAML document of a resources folder.</summary>
/// <param name="ApiVersion">Its <c>apiVersion</c>, empty when absent.</param>
/// <param name="Kind">Its <c>kind</c>, empty when absent.</param>
/// <param name="Root">Its content.</param>
/// <param name="Location">Where it is written.</param>
internal sealed record ResourceDocument(string ApiVersion, string Kind, YamlMappingNode Root, ResourceLocation Location);
