namespace Mesh.Host.Errors;

/// <summary>
/// Carries a <see cref="ServiceError"/> out of an endpoint to the error interceptor, which turns it into the status that the caller
/// sees. Thrown at the edge only: a domain returns its refusals as values.
/// </summary>
public sealed class ServiceException(ServiceError error) : Exception(error.ToString())
{
    /// <summary>The error that the caller is told.</summary>
    public ServiceError Error { get; } = error;
}
