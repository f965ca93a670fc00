using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>The bound on items in one request.</summary>
internal static class ItemCount
{
    public static void Check(int count, string field, FieldViolations violations)
    {
        if (count is 0 or > LedgerLimits.ItemsMax)
        {
            violations.Add(field, $"must have 1 to {LedgerLimits.ItemsMax} items; has {count}");
        }
    }
}
