using System.Reflection;

namespace Mesh.Ledger.Tests.Fixtures;

/// <summary>Values of an enum in the order in which the source lists them: that of precedence, which numbers do not say.</summary>
internal static class Precedence
{
    public static IEnumerable<object> Of(System.Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => field.MetadataToken).Select(field => field.GetValue(null)!);
}
