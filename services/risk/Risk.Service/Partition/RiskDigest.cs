using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Risk.Domain;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Service.Partition;

/// <summary>
/// SHA-256 over the whole state in an order that depends on nothing but the state: equal states have equal digests, whatever way led there.
/// </summary>
internal sealed class RiskDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private RiskDigest()
    {
    }

    /// <summary>Computes the digest of a state.</summary>
    public static byte[] Of(RiskState state)
    {
        using var digest = new RiskDigest();
        foreach (var tenant in state.Tenants.OrderBy(tenant => tenant.Name, StringComparer.Ordinal))
        {
            digest.Add(tenant);
        }

        return digest.hash.GetHashAndReset();
    }

    public void Dispose() => hash.Dispose();

    private void Add(TenantRisk tenant)
    {
        Add(tenant.Name);
        Add(tenant.Evaluations.Count);
        for (var index = 0; index < tenant.Evaluations.Count; index++)
        {
            Add(tenant.Evaluations[index]);
        }

        Add(tenant.ForgottenCount);
        Add(tenant.Activity);
        Add(tenant.BlockList);
    }

    private void Add(Evaluation evaluation)
    {
        var payment = evaluation.Payment;
        Add(evaluation.Id.Value);
        Add(payment.PaymentId.Value);
        Add(payment.Currency.Code);
        Add(payment.AmountMinor);
        Add(payment.CustomerId);
        Add(payment.MerchantId);
        Add(payment.CardFingerprint);
        Add(payment.CardBin);
        Add(payment.PayerWalletId);
        Add((long)evaluation.Outcome);
        Add(evaluation.Score);
        Add(evaluation.RuleSetVersion);
        Add(evaluation.Time.UnixNanos);
        Add(evaluation.Hits.Count);
        foreach (var hit in evaluation.Hits)
        {
            Add(hit.Rule);
            Add(hit.Points);
            Add(hit.Reason);
        }
    }

    private void Add(RecentActivity activity)
    {
        foreach (var (subject, did) in activity.Subjects.OrderBy(row => row.Key.Kind).ThenBy(row => row.Key.Number))
        {
            Add((long)subject.Kind);
            Add(subject.Number);
            Add(did.Payments.Count);
            for (var index = 0; index < did.Payments.Count; index++)
            {
                Add(did.Payments[index].Time.UnixNanos);
            }

            Add(did.Cards);
            Add(did.Customers);
            Add(did.Merchants);
        }

        foreach (var (spender, window) in activity.Spending
            .OrderBy(row => row.Key.Customer).ThenBy(row => row.Key.CurrencyCode, StringComparer.Ordinal))
        {
            Add(spender.Customer);
            Add(spender.CurrencyCode);
            Add(window.Count);
            for (var index = 0; index < window.Count; index++)
            {
                Add(window[index].Time.UnixNanos);
                Add(window[index].AmountMinor);
                Add((UInt128)window[index].SumMinor);
            }
        }
    }

    private void Add(RecentCounterparts counterparts)
    {
        Add(counterparts.NewestFirst.Length);
        foreach (var sighting in counterparts.NewestFirst)
        {
            Add(sighting.Counterpart);
            Add(sighting.LastTime.UnixNanos);
        }
    }

    private void Add(BlockList blockList)
    {
        foreach (var entry in blockList.Page(default, int.MaxValue))
        {
            Add(entry);
        }

        foreach (var (requestId, change) in blockList.Changes.OrderBy(row => row.Key))
        {
            Add(requestId.Value);
            Add(change);
        }
    }

    private void Add(BlockListChange change)
    {
        switch (change.Happened)
        {
            case EntryAdded added:
                Add((long)added.Command.ItemType);
                Add(added.Command.Value);
                Add(added.Command.Reason);
                Add(change.Entry!);
                break;
            case EntryRemoved removed:
                Add((long)removed.Command.ItemType);
                Add(removed.Command.Value);
                Add(removed.WasPresent ? 1 : 0);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{change.Happened.GetType().Name} changes no block list.");
        }
    }

    private void Add(BlockListEntry entry)
    {
        Add((long)entry.Key.ItemType);
        Add(entry.Key.Value);
        Add(entry.Reason);
        Add(entry.CreateTime.UnixNanos);
    }

    private void Add(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private void Add(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private void Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Add(bytes.Length);
        hash.AppendData(bytes);
    }
}
