using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Mesh.Journal.Peers;

/// <summary>
/// The methods that replicas take to each other, by their full names. Found by letting the generated code bind the endpoint to this, once
/// at start; no call uses reflection.
/// </summary>
internal sealed class PeerMethods(IReadOnlyDictionary<System.Type, PeerRoute?> routes) : ServiceBinderBase
{
    private readonly Dictionary<string, PeerMethod> methods = new(StringComparer.Ordinal);
    private readonly HashSet<System.Type> bound = [];
    private readonly List<string> forgotten = [];

    /// <summary>Full names of the unary methods without a route: they are answered where they come in.</summary>
    public IReadOnlyList<string> Forgotten => forgotten;

    /// <summary>Finds a method; null when its calls are answered where they come in.</summary>
    public PeerMethod? Find(string fullName) => methods.GetValueOrDefault(fullName);

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        if (!routes.TryGetValue(typeof(TRequest), out var route))
        {
            forgotten.Add(method.FullName);
            return;
        }

        bound.Add(typeof(TRequest));
        if (route is null || handler is null)
        {
            return;
        }

        var requests = ParserOf<TRequest>();
        methods[method.FullName] = new PeerMethod(
            route,
            ParserOf<TResponse>(),
            async (request, interceptors, context) =>
            {
                var call = Through(interceptors, handler);
                var response = await call((TRequest)requests.ParseFrom(request), context);
                return ((IMessage)response).ToByteString();
            });
    }

    /// <summary>Requires that every route has found its method.</summary>
    /// <exception cref="InvalidOperationException">One has not.</exception>
    public PeerMethods RequireAll() => routes.Keys.Except(bound).FirstOrDefault() is { } lost
        ? throw new InvalidOperationException($"No unary method takes a {lost.Name}.")
        : this;

    /// <summary>Puts interceptors round a handler, the first outermost.</summary>
    internal static UnaryServerMethod<TRequest, TResponse> Through<TRequest, TResponse>(
        IReadOnlyList<Interceptor> interceptors, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        var call = handler;
        for (var index = interceptors.Count - 1; index >= 0; index--)
        {
            var (interceptor, inner) = (interceptors[index], call);
            call = (request, context) => interceptor.UnaryServerHandler(request, context, inner);
        }

        return call;
    }

    private static MessageParser ParserOf<TMessage>() => ((IMessage)Activator.CreateInstance<TMessage>()!).Descriptor.Parser;
}
