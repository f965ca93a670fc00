using Google.Protobuf;
using Grpc.Core;

namespace Mesh.Journal.Peers;

/// <summary>
/// Says which calls of a service belong to a partition, and to whose: writes go to its owner, reads are answered by any replica.
/// <code>
/// new PeerRoutes&lt;LedgerEndpoint&gt;(LedgerService.BindService)
///     .Write&lt;CreateTransfersRequest&gt;(request => request.Book)
///     .Read&lt;GetAccountRequest&gt;(request => request.Book)
/// </code>
/// Every unary method has to be named: one that is forgotten is answered where it comes in, so that a write is refused wherever the owner
/// is not. A test of each service holds <see cref="MethodsWithoutRoute"/> to be empty.
/// </summary>
/// <typeparam name="TEndpoint">The service's endpoint; made once more for the calls of peers.</typeparam>
/// <param name="bind">The generated method that binds the endpoint's methods.</param>
public sealed class PeerRoutes<TEndpoint>(Action<ServiceBinderBase, TEndpoint> bind)
    where TEndpoint : class
{
    private readonly Dictionary<System.Type, PeerRoute?> routes = [];

    /// <summary>Adds a call that changes its tenant's partition.</summary>
    /// <param name="tenantOf">Gets the tenant out of a request; any text, for a request is not checked yet.</param>
    public PeerRoutes<TEndpoint> Write<TRequest>(Func<TRequest, string> tenantOf)
        where TRequest : class, IMessage => Add(tenantOf, isWrite: true);

    /// <summary>Adds a call that changes nothing.</summary>
    /// <param name="tenantOf">Gets the tenant out of a request; any text, for a request is not checked yet.</param>
    public PeerRoutes<TEndpoint> Read<TRequest>(Func<TRequest, string> tenantOf)
        where TRequest : class, IMessage => Add(tenantOf, isWrite: false);

    /// <summary>Adds a call that needs no partition: it is answered where it comes in.</summary>
    public PeerRoutes<TEndpoint> Anywhere<TRequest>()
        where TRequest : class, IMessage
    {
        routes.Add(typeof(TRequest), null);
        return this;
    }

    /// <summary>Gets the full names of the unary methods that are not named here.</summary>
    public IReadOnlyList<string> MethodsWithoutRoute()
    {
        var found = new PeerMethods(routes);
        bind(found, null!);
        return found.Forgotten;
    }

    /// <summary>Finds the methods of the routes.</summary>
    /// <exception cref="InvalidOperationException">A route has no method.</exception>
    internal PeerMethods Bind(TEndpoint endpoint)
    {
        var found = new PeerMethods(routes);
        bind(found, endpoint);
        return found.RequireAll();
    }

    private PeerRoutes<TEndpoint> Add<TRequest>(Func<TRequest, string> tenantOf, bool isWrite)
        where TRequest : class, IMessage
    {
        routes.Add(typeof(TRequest), new PeerRoute(request => tenantOf((TRequest)request), isWrite));
        return this;
    }
}
