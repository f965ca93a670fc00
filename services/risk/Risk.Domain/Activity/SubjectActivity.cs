namespace Mesh.Risk.Domain.Activity;

/// <summary>What one subject did recently, in all currencies.</summary>
/// <param name="Payments">Its payments of the last 24 hours.</param>
/// <param name="Cards">Of a customer: cards that it paid with.</param>
/// <param name="Customers">Of a card: customers that paid with it.</param>
/// <param name="Merchants">Of a card: merchants that were paid with it.</param>
public readonly record struct SubjectActivity(
    RecentWindow<RecentPayment> Payments, RecentCounterparts Cards, RecentCounterparts Customers, RecentCounterparts Merchants);
