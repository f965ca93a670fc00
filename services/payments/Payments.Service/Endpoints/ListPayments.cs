using System.Buffers.Binary;
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
        var first = ParseToken(request.PageToken, violations);
        if (request.PageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        if (request.State != V1.PaymentState.Unspecified && !Enum.IsDefined((PaymentState)request.State))
        {
            violations.Add("state", "must be a state of a payment, or absent");
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
        var end = Math.Min(count, first + PaymentLimits.PageScanMax);
        var number = first;
        for (; number < end && response.Payments.Count < pageSize; number++)
        {
            var payment = state.PaymentAt(tenant, number);
            if (filter == 0 || payment.State == filter)
            {
                response.Payments.Add(PaymentsWire.ToWire(payment));
            }
        }

        response.NextPageToken = number < count ? ToToken(number) : "";
        return response;
    }

    private static string ToToken(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Convert.ToBase64String(bytes);
    }

    private static long ParseToken(string token, FieldViolations violations)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var isToken = token.Length == 0 || (Convert.TryFromBase64String(token, bytes, out var length) && length == bytes.Length);
        var number = token.Length > 0 && isToken ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        if (!isToken || number is < 0 or > PaymentLimits.PaymentsMax)
        {
            violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        }

        return number;
    }
}
