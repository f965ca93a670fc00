using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Mesh.Host.Calls;

/// <summary>
/// Runs before the gRPC handler: counts the call and gives a unary call a time limit. The limit is written into the request's own
/// <c>grpc-timeout</c>, so the gRPC server keeps it exactly as if the caller had asked for it (cancellation, DEADLINE_EXCEEDED), and no
/// interceptor has to wrap the call. Streams live as long as their caller wants and end when the server stops.
/// </summary>
internal sealed class CallAdmission(RequestDelegate next, CallGate gate)
{
    private static readonly string DefaultHeader = ToHeader(HostLimits.DeadlineDefault);
    private static readonly string MaxHeader = ToHeader(HostLimits.DeadlineMax);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { } method)
        {
            await next(context);
            return;
        }

        if (method.Method.Type == MethodType.Unary)
        {
            LimitDeadline(context.Request.Headers);
        }

        BinaryHeaders.KeepLastValues(context.Request.Headers);

        // The endless calls of health and reflection are ended by the server itself; waiting for them would hold up every stop.
        if (PlatformServices.Owns(method.Method.FullName))
        {
            await next(context);
            return;
        }

        gate.Enter();
        try
        {
            await next(context);
            UnreadableRequest.Correct(context.Response);
        }
        finally
        {
            gate.Leave();
        }
    }

    private static void LimitDeadline(IHeaderDictionary headers)
    {
        var given = headers["grpc-timeout"].ToString();
        if (!TryParseTimeout(given, out var timeout))
        {
            headers["grpc-timeout"] = DefaultHeader;
        }
        else if (timeout > HostLimits.DeadlineMax)
        {
            headers["grpc-timeout"] = MaxHeader;
        }
    }

    private static string ToHeader(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)timeout.TotalMilliseconds}m");

    /// <summary>Reads a gRPC timeout: 1 to 8 digits and one unit of H, M, S, m, u or n. Anything else counts as no timeout.</summary>
    internal static bool TryParseTimeout(string text, out TimeSpan timeout)
    {
        timeout = TimeSpan.Zero;
        if (text.Length is < 2 or > 9
            || !uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        // In ticks of 100 ns: 99,999,999 hours are 3.6e18, inside Int64.
        long? ticks = text[^1] switch
        {
            'H' => count * TimeSpan.TicksPerHour,
            'M' => count * TimeSpan.TicksPerMinute,
            'S' => count * TimeSpan.TicksPerSecond,
            'm' => count * TimeSpan.TicksPerMillisecond,
            'u' => count * TimeSpan.TicksPerMicrosecond,
            'n' => count / TimeSpan.NanosecondsPerTick,
            _ => null,
        };
        timeout = new TimeSpan(ticks ?? 0);
        return ticks is not null;
    }
}
