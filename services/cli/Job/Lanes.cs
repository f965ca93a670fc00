using Mesh.Cli.Samples;

namespace Mesh.Cli.Job;

/// <summary>
/// Divides rows into lanes: rows that touch the same payment, wallet or customer keep their order in one lane, and lanes run beside each
/// other.
/// So the outcome of a file does not depend on how many rows are in flight.
/// </summary>
internal static class Lanes
{
    public static IReadOnlyList<IReadOnlyList<SampleRow>> Of(IReadOnlyList<SampleRow> rows)
    {
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var keys = Keys(row).ToList();
            foreach (var key in keys)
            {
                parents[Root(parents, key)] = Root(parents, keys[0]);
            }
        }

        return [.. rows.GroupBy(row => Root(parents, Keys(row).First())).Select(lane => (IReadOnlyList<SampleRow>)[.. lane])];
    }

    private static IEnumerable<string> Keys(SampleRow row)
    {
        if (row.Unreadable.Length > 0)
        {
            yield return $"row/{row.Row}";
            yield break;
        }

        yield return $"payment/{row.Tenant}/{(row.Payment.Length > 0 ? row.Payment : row.RequestId)}";
        if (row.Wallet.Length > 0)
        {
            yield return $"wallet/{row.Tenant}/{row.Wallet}";
        }

        if (row.PayeeWallet.Length > 0)
        {
            yield return $"wallet/{row.Tenant}/{row.PayeeWallet}";
        }

        if (row.Customer.Length > 0)
        {
            yield return $"customer/{row.Tenant}/{row.Customer}";
        }
    }

    private static string Root(Dictionary<string, string> parents, string key)
    {
        parents.TryAdd(key, key);
        while (parents[key] != key)
        {
            parents[key] = parents[parents[key]];
            key = parents[key];
        }

        return key;
    }
}
