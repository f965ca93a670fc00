using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Exchanges on the wire: a rate on the second of two linked transfers.</summary>
internal static class ExchangeWire
{
    public static ExchangeRate? Parse(V1.Transfer transfer, FieldViolations violations)
    {
        if (transfer.ExchangeRate is not { } rate)
        {
            return null;
        }

        var fields = violations.At("exchange_rate");
        if (transfer.Kind is V1.TransferKind.Void or V1.TransferKind.Reverse || transfer.BalancingDebit || transfer.BalancingCredit)
        {
            violations.Add("exchange_rate", "must be absent for a VOID, a REVERSE and a balancing transfer");
        }

        if (rate.Numerator == 0)
        {
            fields.Add("numerator", "must be at least 1");
        }

        if (rate.Denominator == 0)
        {
            fields.Add("denominator", "must be at least 1");
        }

        if (!Enum.IsDefined((Rounding)rate.Rounding))
        {
            fields.Add("rounding", "must be DOWN, UP, HALF_UP or HALF_EVEN");
        }

        return new ExchangeRate(rate.Numerator, rate.Denominator, (Rounding)rate.Rounding);
    }

    /// <summary>Names every rate whose transfer follows no first leg.</summary>
    public static void CheckLegs(IReadOnlyList<V1.Transfer> transfers, FieldViolations violations)
    {
        for (var index = 0; index < transfers.Count; index++)
        {
            if (transfers[index].ExchangeRate is null)
            {
                continue;
            }

            if (index == 0 || !transfers[index - 1].Linked || transfers[index - 1].Kind != transfers[index].Kind)
            {
                violations.At("transfers", index).Add(
                    "exchange_rate", "must be absent unless the transfer before it is linked and of the same kind: the first leg");
            }
        }
    }

    public static V1.ExchangeRate? ToWire(ExchangeRate? rate) => rate is null ? null : new V1.ExchangeRate
    {
        Numerator = rate.Numerator,
        Denominator = rate.Denominator,
        Rounding = (V1.Rounding)rate.Rounding,
    };
}
