using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Items that are imported from an older ledger, on the wire.</summary>
internal static class ImportWire
{
    /// <summary>Reads the original time of an item; null unless it is imported.</summary>
    public static Moment? ParseTime(bool isImported, Timestamp? createTime, FieldViolations violations)
    {
        if (!isImported)
        {
            LedgerWire.RefuseOutputOnly(createTime, "create_time", violations);
            return null;
        }

        if (createTime is null)
        {
            violations.Add("create_time", "is required for an imported item: its original time");
        }

        return LedgerWire.ParseTime(createTime, LedgerLimits.ClientTimeEnd, "create_time", violations);
    }

    /// <summary>Names every item that is imported while the first is not, or the other way round.</summary>
    public static void CheckAllOrNone(IEnumerable<bool> areImported, string field, FieldViolations violations)
    {
        var (index, first) = (0, false);
        foreach (var isImported in areImported)
        {
            first = index == 0 ? isImported : first;
            if (isImported != first)
            {
                violations.At(field, index).Add("imported", "must be the same for all items of a request");
            }

            index++;
        }
    }
}
