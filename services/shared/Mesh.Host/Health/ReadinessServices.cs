using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Host.Health;

/// <summary>Ties what health checks answer to what a service waits for.</summary>
public static class ReadinessServices
{
    /// <summary>Lets health say NOT_SERVING for a service from the start, and SERVING as soon as the wait has ended.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="service">Full proto name, for example <c>mesh.ledger.v1.LedgerService</c>.</param>
    /// <param name="waitUntilReady">
    /// Completes when the service can do its work; its token is cancelled when the process stops. If it fails, the process ends with exit
    /// code 1 and logs why.
    /// </param>
    public static IServiceCollection AddServingWhen(
        this IServiceCollection services, string service, Func<IServiceProvider, CancellationToken, Task> waitUntilReady) =>
        services.AddSingleton<IHostedService>(provider =>
            new Readiness(service, waitUntilReady, provider, provider.GetRequiredService<ServingStatus>()));
}
