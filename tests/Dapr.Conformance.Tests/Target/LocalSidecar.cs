using Mesh.Dapr.Conformance.Tests.Running;

namespace Mesh.Dapr.Conformance.Tests.Target;

/// <summary>A local sidecar with a component of each type that it serves, for two apps: the suite's and one that calls it.</summary>
internal sealed class LocalSidecar
{
    private const string SecretsFile = """{"a":{"b":"c"},"k":"v"}""";

    private LocalSidecar(SidecarProcess process, IReadOnlyDictionary<string, string> missing)
    {
        Grpc = process.Grpc[0].Authority;
        Http = process.Http[0].Authority;
        CallerGrpc = process.Grpc[1].Authority;
        Missing = missing;
    }

    public string Grpc { get; }

    public string Http { get; }

    public string CallerGrpc { get; }

    /// <summary>Components that are not there, and why.</summary>
    public IReadOnlyDictionary<string, string> Missing { get; }

    public static async Task<LocalSidecar> StartAsync(int appPort)
    {
        var folder = new TemporaryFolder();
        var missing = new Dictionary<string, string>();
        foreach (var (name, text) in await ComponentsAsync(folder, missing))
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Resources, $"{name}.yaml"), text);
        }

        var apps = Path.Combine(folder.Path, "apps.yaml");
        await File.WriteAllTextAsync(apps, $"""
            apps:
              - {'{'}appId: conformance, appPort: {appPort}, daprGrpcPort: 0, daprHttpPort: 0{'}'}
              - {'{'}appId: conformance-caller, daprGrpcPort: 0, daprHttpPort: 0{'}'}
            resourcesPaths: [resources]
            """);
        var process = await SidecarProcess.StartAsync(2, "--apps", apps, "--data-dir", folder.Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.KillAsync().GetAwaiter().GetResult();
            folder.Dispose();
        };
        return new LocalSidecar(process, missing);
    }

    private static async Task<List<(string Name, string Text)>> ComponentsAsync(TemporaryFolder folder, Dictionary<string, string> missing)
    {
        var secrets = Path.Combine(folder.Path, "secrets.json");
        await File.WriteAllTextAsync(secrets, SecretsFile);
        List<(string, string)> components =
        [
            ("sqlite", ComponentText.Of("sqlite", "state.sqlite", ("connectionString", "state.db"), ("actorStateStore", "true"))),
            ("mem", ComponentText.Of("mem", "state.in-memory")),
            ("pubsub-mem", ComponentText.Of("pubsub-mem", "pubsub.in-memory")),
            ("secrets", ComponentText.Of("secrets", "secretstores.local.file", ("secretsFile", secrets))),
        ];
        if (await RedisServer.FindAsync() is { } redis)
        {
            components.AddRange(
            [
                ("redis", ComponentText.Of("redis", "state.redis", ("redisHost", redis.Address))),
                ("pubsub", ComponentText.Of(
                    "pubsub",
                    "pubsub.redis",
                    ("redisHost", redis.Address),
                    ("readTimeout", "200ms"), ("processingTimeout", "2s"), ("redeliverInterval", "500"))),
                ("lock", ComponentText.Of("lock", "lock.redis", ("redisHost", redis.Address))),
            ]);
        }
        else
        {
            missing["redis"] = missing["pubsub"] = missing["lock"] = RedisServer.Missing;
        }

        if (await PostgresServer.FindAsync() is { } postgres)
        {
            components.Add(("pg", ComponentText.Of("pg", "state.postgresql", "v2", postgres.NewTables())));
        }
        else
        {
            missing["pg"] = PostgresServer.Missing;
        }

        return components;
    }
}
