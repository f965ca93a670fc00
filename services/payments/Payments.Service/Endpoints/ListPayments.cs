using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>
/// Lists payments page by page. A token is the place of the page's first payment: payments are never removed, so pages never shift.
/// </summary>
internal static class ListPaymentsCall
{
    public static async Task<V1.ListPaymentsResponse> RunAsync(
        V1.ListPaymentsRequest request, PaymentsPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = PaymentsWire.ParseTenant(request.Tenant, violations);
        var first = 0L;
        if (request.PageToken.Length > 0 && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out first))
        {
            violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        }

        if (request.PageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        var pageSize = request.PageSize == 0 ? PaymentLimits.PageSizeDefault : Math.Min(request.PageSize, PaymentLimits.PageSizeMax);
        return await partitions.ReadAsync(
            tenant, state => Page(state, tenant, first, pageSize, (PaymentState)request.State), cancellationToken);
    }

    private static V1.ListPaymentsResponse Page(PaymentsState state, string tenant, long first, int pageSize, PaymentState filter)
    {
        var response = new V1.ListPaymentsResponse();
        var count = state.CountOf(tenant);
        for (var number = first; number < count; number++)
        {
            if (response.Payments.Count == pageSize)
            {
                response.NextPageToken = number.ToString(CultureInfo.InvariantCulture);
                break;
            }

            var payment = state.PaymentAt(tenant, number);
            if (filter == 0 || payment.State == filter)
            {
                response.Payments.Add(PaymentsWire.ToWire(payment, payment.Pending is { } key ? state.FindOperation(key) : null));
            }
        }

        return response;
    }
}
