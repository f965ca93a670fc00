using Grpc.Core;

namespace Mesh.Journal.Peers;

/// <summary>The headers that go with a call that is passed on: who its client is, and which trace it belongs to.</summary>
internal static class PassedHeaders
{
    private static readonly string[] Names = ["authorization", "dapr-api-token", "dapr-caller-app-id", "traceparent", "tracestate"];

    /// <summary>Copies them out of a call.</summary>
    public static void Copy(Metadata headers, IDictionary<string, string> to)
    {
        foreach (var header in headers)
        {
            if (!header.IsBinary && Array.IndexOf(Names, header.Key) >= 0)
            {
                to[header.Key] = header.Value;
            }
        }
    }

    /// <summary>Makes headers of them, and of nothing else that a peer may have sent.</summary>
    public static Metadata Read(IDictionary<string, string> from)
    {
        var headers = new Metadata();
        foreach (var (key, value) in from)
        {
            if (Array.IndexOf(Names, key) >= 0)
            {
                headers.Add(key, value);
            }
        }

        return headers;
    }
}
