using Mesh.Kernel;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Domain;

/// <summary>
/// An evaluation as it is kept in memory for ever: about a hundred bytes. Texts are numbers of the tenant's <see cref="NameTable"/>.
/// </summary>
internal readonly record struct EvaluationRow(
    Id128 Id,
    PaymentId PaymentId,
    Currency Currency,
    long AmountMinor,
    int Customer,
    int Merchant,
    int Card,
    int Bin,
    int Wallet,
    Outcome Outcome,
    int Score,
    int RuleSetVersion,
    IReadOnlyList<RuleHit> Hits,
    Moment Time);
