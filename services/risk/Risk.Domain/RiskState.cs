using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>
/// Everything that one partition of risk knows: the fold of its events. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class RiskState
{
    private readonly UndoTable<string, TenantRisk> tenants;

    public RiskState() => tenants = new(Undo);

    /// <summary>Takes back changes.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Tenants in no promised order.</summary>
    public IEnumerable<TenantRisk> Tenants => tenants.Values;

    /// <summary>Finds a tenant; null when nothing was ever decided for it.</summary>
    public TenantRisk? FindTenant(string name) => tenants.TryGet(name, out var tenant) ? tenant : null;

    /// <summary>Finds an evaluation; null when there is none.</summary>
    public Evaluation? FindEvaluation(string tenant, Id128 id) => FindTenant(tenant)?.Evaluations.Find(id);

    /// <summary>Applies one event. Never refuses: what happened, happened.</summary>
    public void Apply(RiskEvent happened, Moment time) => TenantOf(happened).Apply(happened, time);

    private TenantRisk TenantOf(RiskEvent happened)
    {
        if (!tenants.TryGet(happened.Tenant, out var tenant))
        {
            tenant = new TenantRisk(happened.Tenant, Undo);
            tenants.Set(happened.Tenant, tenant);
        }

        return tenant;
    }
}
