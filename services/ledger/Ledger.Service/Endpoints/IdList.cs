using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>The identifiers of a call that gets many things at once.</summary>
internal static class IdList
{
    public static Id128[] Parse(IReadOnlyList<string> texts, string field, FieldViolations violations)
    {
        if (texts.Count is 0 or > LedgerLimits.BatchGetMax)
        {
            violations.Add(field, string.Create(
                CultureInfo.InvariantCulture, $"must have 1 to {LedgerLimits.BatchGetMax} items; has {texts.Count}"));
            return [];
        }

        var ids = new Id128[texts.Count];
        var seen = new HashSet<Id128>(texts.Count);
        for (var index = 0; index < ids.Length; index++)
        {
            if (!Id128.TryParse(texts[index], out ids[index]))
            {
                violations.Add(field, index, "must be a UUID (8-4-4-4-12 hexadecimal digits), neither all zeros nor all ones");
            }
            else if (!seen.Add(ids[index]))
            {
                violations.Add(field, index, "is there twice");
            }
        }

        return ids;
    }
}
