using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>What may be asked of risk. Well-formed: the edge has refused everything else.</summary>
public abstract record RiskCommand(string Tenant);

/// <summary>Asks to evaluate payments in order; each sees those before it.</summary>
public sealed record EvaluatePayments(string Tenant, IReadOnlyList<EvaluationTerms> Items) : RiskCommand(Tenant);

/// <summary>Asks to add an entry to the block list.</summary>
public sealed record AddBlockListEntry(
    string Tenant, Id128 RequestId, BlockListItemType ItemType, string Value, string Reason) : RiskCommand(Tenant);

/// <summary>Asks to remove an entry from the block list.</summary>
public sealed record RemoveBlockListEntry(string Tenant, Id128 RequestId, BlockListItemType ItemType, string Value) : RiskCommand(Tenant);

/// <summary>One payment to evaluate.</summary>
public sealed record EvaluationTerms(Id128 Id, PaymentSnapshot Payment);
