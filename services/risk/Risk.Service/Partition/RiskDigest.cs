using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Partition;

/// <summary>
/// SHA-256 over the whole state, row by row in the order of the rows' text: equal states have equal digests, whatever way led there.
/// </summary>
internal static class RiskDigest
{
    private const char Separator = '\u001f';

    public static byte[] Of(RiskState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = state.Evaluations.Select(row => Row("evaluation", row.Key.Tenant, row.Key.Id, Text(row.Value)))
            .Concat(state.Windows.Select(
                row => Row("window", row.Key.Tenant, row.Key.Kind, row.Key.Value, row.Key.Currency, Text(row.Value))))
            .Concat(state.BlockListEntries.Select(entry => Row(
                "entry", entry.Key.Tenant, entry.Key.ItemType, entry.Key.Value, entry.Reason, entry.CreateTime.UnixNanos)))
            .Concat(state.Changes.Select(row => Row("change", row.Key.Tenant, row.Key.RequestId, row.Value)));
        foreach (var row in rows.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(row));
        }

        return hash.GetHashAndReset();
    }

    private static string Text(Evaluation evaluation) => Row(
        evaluation.Payment, evaluation.Outcome, evaluation.Score, evaluation.RuleSetVersion, evaluation.Time.UnixNanos, Row(
            [.. evaluation.Hits]));

    private static string Text(ActivityWindow window) => Row([.. window.Activities.Select(activity => Row(
        activity.Time.UnixNanos, activity.AmountMinor, activity.Counterpart, activity.SumMinor))]);

    private static string Row(params object[] fields) =>
        string.Join(Separator, fields.Select(field => Convert.ToString(field, CultureInfo.InvariantCulture))) + "\n";
}
