using System.Net.Sockets;

namespace Mesh.Cli.Running;

/// <summary>A redis-server of our own, on a free port of loopback, that loses nothing it acknowledged: append-only file, synced at every
/// write.</summary>
internal sealed class RedisServer
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(20);

    // redis-server does not stop when its input ends, as our own programs do when we die: a shell watches for it.
    private const string StopWithInput =
        "exec 3<&0; redis-server \"$@\" & server=$!; trap 'kill $server' TERM INT; "
        + "(cat <&3 >/dev/null; kill $server) & wait $server; wait $server";

    private readonly int port;

    private RedisServer(ChildProcess process, int port)
    {
        Process = process;
        this.port = port;
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>Where it listens, as host:port.</summary>
    public string Address => $"127.0.0.1:{port}";

    /// <summary>Starts the server.</summary>
    /// <exception cref="CliException">There is no redis-server on the path.</exception>
    public static RedisServer Start(MeshFolder folder)
    {
        var data = Path.Combine(folder.Root, "redis");
        RequireInstalled();
        Directory.CreateDirectory(data);
        var port = FreePort.Take(count: 1)[0];
        var process = ChildProcess.Start(
            "redis",
            "sh",
            [
                "-c",
                StopWithInput,
                "sh",
                "--port",
                $"{port}",
                "--bind",
                "127.0.0.1",
                "--dir",
                data,
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                "",
            ],
            new Dictionary<string, string>(),
            data,
            folder.LogFile("redis")
        );
        return new RedisServer(process, port);
    }

    /// <summary>Waits until it takes connections.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadyMax);
        while (!await AnswersAsync(limit.Token))
        {
            if (Process.Exited.IsCompleted)
            {
                throw new CliException($"redis-server did not start. The last it said:{Environment.NewLine}{Process.Tail}");
            }

            await Task.Delay(PollPeriod, TimeProvider.System, limit.Token);
        }
    }

    private static void RequireInstalled()
    {
        if (DotnetProgram.OnPath("redis-server") is null)
        {
            throw new CliException(
                "there is no redis-server on the path: install it (Debian: apt-get install redis-server) or leave out --profile redis."
            );
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer, cancellationToken);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            return false;
        }
    }
}
