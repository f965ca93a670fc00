using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Host.Health;

/// <summary>Ties what health checks answer to what a service knows of itself.</summary>
public static class ReadinessServices
{
    /// <summary>Lets health say NOT_SERVING for a service from the start, and SERVING whenever it tells that it can do its work.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="service">Full proto name, for example <c>mesh.ledger.v1.LedgerService</c>.</param>
    /// <param name="follow">
    /// Tells each change: true when the service can do its work, false when it cannot for a while. Its token is cancelled when the process
    /// stops. If it fails, the process ends with exit code 1 and logs why.
    /// </param>
    public static IServiceCollection AddServingWhile(
        this IServiceCollection services, string service, Func<IServiceProvider, CancellationToken, IAsyncEnumerable<bool>> follow) =>
        services.AddSingleton<IHostedService>(provider =>
            new Readiness(service, follow, provider, provider.GetRequiredService<ServingStatus>()));
}
