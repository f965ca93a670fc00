using System.Diagnostics;
using System.Reflection;
using Mesh.Journal.Store;
using Mesh.Torture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Makes a test build of the ledger without building one: the runtime calls this in every process of the mesh before anything else
/// (<c>DOTNET_STARTUP_HOOKS</c>), and in the ledger it adds safeguards of which one is off. The ledger itself has no such switch.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Assembly.GetEntryAssembly()?.GetName().Name == "Ledger.Service")
        {
            DiagnosticListener.AllListeners.Subscribe(new Listeners());
        }
    }

    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(new Hosts());
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => throw error;
    }

    private sealed class Hosts : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder host })
            {
                host.ConfigureServices(services => services.AddSingleton(Weakened()));
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => throw error;

        private static Safeguards Weakened() => Environment.GetEnvironmentVariable(Weakness.Variable) switch
        {
            Weakness.ReadLook => Safeguards.All with { LooksBeforeRead = false },
            Weakness.ReRead => Safeguards.All with { ReadsBackAfterFailure = false },
            Weakness.IdCheck => Safeguards.All with { ComparesRecord = false },
            var other => throw new InvalidOperationException($"'{other}' is no safeguard."),
        };
    }
}
