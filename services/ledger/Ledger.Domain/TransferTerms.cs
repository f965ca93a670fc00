using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What a client asks for. Two requests with the same identifier must agree in all of it.</summary>
/// <param name="Id">Client-made identifier, unique within the book.</param>
/// <param name="Kind">What the transfer does.</param>
/// <param name="DebitAccountId">Debited account; default for a post or void.</param>
/// <param name="CreditAccountId">Credited account; default for a post or void.</param>
/// <param name="Amount">Minor units, at least 1; 0 for a void.</param>
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
    string ExternalReference);
