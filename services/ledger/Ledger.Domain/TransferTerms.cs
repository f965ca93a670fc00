using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What a client asks for. Two requests with the same identifier must agree in all of it.</summary>
/// <param name="Id">Client-made identifier, unique within the book.</param>
/// <param name="Kind">What the transfer does.</param>
/// <param name="DebitAccountId">Debited account; default for a post, void or reversal.</param>
/// <param name="CreditAccountId">Credited account; default for a post, void or reversal.</param>
/// <param name="Amount">Minor units, at least 1: the most for a balancing transfer; 0 for a void or reversal.</param>
/// <param name="PendingId">The hold that a post or void refers to; default otherwise.</param>
/// <param name="Final">For a post: releases what is left.</param>
/// <param name="Code">Why, in the client's numbering. Range: 1 to 65,535.</param>
/// <param name="ExternalReference">The client's own reference; may be empty.</param>
public sealed record TransferTerms(
    Id128 Id,
    TransferKind Kind,
    Id128 DebitAccountId,
    Id128 CreditAccountId,
    UInt128 Amount,
    Id128 PendingId,
    bool Final,
    int Code,
    string ExternalReference)
{
    /// <summary>What else is asked.</summary>
    public TransferFlags Flags { get; init; }

    /// <summary>For a pending transfer: seconds until its hold expires; 0 for never.</summary>
    public uint TimeoutSeconds { get; init; }

    /// <summary>The transfer that a reversal moves back; default otherwise.</summary>
    public Id128 ReversesId { get; init; }

    /// <summary>
    /// When it counts in the client's books, for example its value date; null for when it is decided. Nothing is decided by it.
    /// </summary>
    public Moment? EffectiveTime { get; init; }

    /// <summary>When it was made in the ledger that it is imported from; null unless it is imported.</summary>
    public Moment? ImportTime { get; init; }

    /// <summary>For the second leg of an exchange: its rate; null otherwise.</summary>
    public ExchangeRate? Exchange { get; init; }

    /// <summary>The client's own words.</summary>
    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>True when it is applied only together with the transfer that follows it.</summary>
    public bool IsLinked => Has(TransferFlags.Linked);

    /// <summary>True when a flag is set.</summary>
    public bool Has(TransferFlags flag) => (Flags & flag) != 0;
}
