namespace Mesh.Payments.Domain;

/// <summary>Every bound of payments, with unit and reason.</summary>
public static class PaymentLimits
{
    /// <summary>Largest amount in minor units: 10^15 - 1. Sums have 128 bits, and so cannot overflow.</summary>
    public const long AmountMinorMax = 999_999_999_999_999;

    /// <summary>Characters of a merchant reference.</summary>
    public const int MerchantReferenceCharactersMax = 128;

    /// <summary>Characters of a customer id.</summary>
    public const int CustomerIdCharactersMax = 64;

    /// <summary>Payments of a tenant that a page token may point beyond: far more than a partition can keep in memory.</summary>
    public const long PaymentsMax = 1_000_000_000_000;

    /// <summary>Payments that one page of a filtered list looks at: the question is asked inside the partition's loop.</summary>
    public const int PageScanMax = 10_000;

    /// <summary>Longest span of a resolve schedule.</summary>
    public static readonly TimeSpan ResolveSpanMax = TimeSpan.FromDays(30);

    /// <summary>Payments on one page of a list.</summary>
    public const int PageSizeMax = 1_000;

    /// <summary>Payments on a page when the caller does not say.</summary>
    public const int PageSizeDefault = 100;

    /// <summary>When an acquirer whose answer is open is asked again, counted from the last open answer; the last span repeats.</summary>
    public static IReadOnlyList<TimeSpan> ResolveSchedule { get; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1),
        TimeSpan.FromHours(6), TimeSpan.FromHours(24),
    ];
}
