using Microsoft.AspNetCore.Http;

namespace Mesh.Host.Calls;

/// <summary>
/// Lets a binary header that was given several times pass. gRPC allows that, and Dapr's sidecars do it (they append their
/// <c>grpc-trace-bin</c> to the caller's own), but the server library joins the values and then cannot decode them, which would fail the
/// call as soon as anything reads its metadata. The last value stays: it is that of the hop nearest to us.
/// </summary>
internal static class BinaryHeaders
{
    public static void KeepLastValues(IHeaderDictionary headers)
    {
        List<KeyValuePair<string, string>>? repeated = null;
        foreach (var (key, values) in headers)
        {
            if (key.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)
                && (values.Count > 1 || values.ToString().Contains(',', StringComparison.Ordinal)))
            {
                (repeated ??= []).Add(new KeyValuePair<string, string>(key, Last(values.ToString())));
            }
        }

        foreach (var (key, value) in repeated ?? [])
        {
            headers[key] = value;
        }
    }

    private static string Last(string joined) => joined[(joined.LastIndexOf(',') + 1)..].Trim();
}
