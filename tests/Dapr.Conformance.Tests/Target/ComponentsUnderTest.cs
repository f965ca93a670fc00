namespace Mesh.Dapr.Conformance.Tests.Target;

/// <summary>The components that the checks run on, by name: rows of theories.</summary>
public static class ComponentsUnderTest
{
    /// <summary>What a local sidecar is given.</summary>
    private const string Local = "sqlite:state.sqlite,mem:state.in-memory,redis:state.redis,pg:state.postgresql,"
        + "pubsub-mem:pubsub.in-memory,pubsub:pubsub.redis,secrets:secretstores.local.file,lock:lock.redis";

    private static readonly IReadOnlyList<(string Name, string Type)> All =
    [
        .. ((TargetEnvironment.Grpc is null ? Local : TargetEnvironment.Components) ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(item => item.Split(':', count: 2))
            .Select(parts => parts.Length == 2
                ? (parts[0], parts[1])
                : throw new InvalidOperationException(
                    $"{TargetEnvironment.ComponentsName}: '{parts[0]}' is not of the form name:type, as in redis:state.redis")),
    ];

    public static IEnumerable<TheoryDataRow<string>> State => Rows(type => type.StartsWith("state.", StringComparison.Ordinal));

    public static IEnumerable<TheoryDataRow<string>> Redis => Rows(type => type == "state.redis");

    public static IEnumerable<TheoryDataRow<string>> Postgres => Rows(type => type == "state.postgresql");

    /// <summary>Those with real transactions.</summary>
    public static IEnumerable<TheoryDataRow<string>> Atomic =>
        Rows(type => type is "state.sqlite" or "state.in-memory" or "state.postgresql");

    /// <summary>Those that store an empty value.</summary>
    public static IEnumerable<TheoryDataRow<string>> OfEmptyValues =>
        Rows(type => type.StartsWith("state.", StringComparison.Ordinal) && type != "state.postgresql");

    public static IEnumerable<TheoryDataRow<string>> PubSub => Rows(type => type.StartsWith("pubsub.", StringComparison.Ordinal));

    /// <summary>The first component of a kind, as <c>secretstores.</c>; skips the test when there is none.</summary>
    public static string First(string kind)
    {
        var found = All.FirstOrDefault(component => component.Type.StartsWith(kind, StringComparison.Ordinal)).Name;
        Assert.SkipWhen(found is null, $"{TargetEnvironment.ComponentsName} names no component of type {kind}*");
        return found!;
    }

    internal static string TypeOf(string name) => All.Single(component => component.Name == name).Type;

    internal static IEnumerable<string> NamesOf(string kind) =>
        All.Where(component => component.Type.StartsWith(kind, StringComparison.Ordinal)).Select(component => component.Name);

    private static List<TheoryDataRow<string>> Rows(Func<string, bool> isWanted)
    {
        var rows = All.Where(component => isWanted(component.Type)).Select(component => new TheoryDataRow<string>(component.Name)).ToList();
        return rows.Count > 0
            ? rows
            : [new TheoryDataRow<string>("") { Skip = $"{TargetEnvironment.ComponentsName} names no component of such a type" }];
    }
}
