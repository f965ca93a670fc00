using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What a client asks for. Two requests with the same identifier must agree in all of it.</summary>
/// <param name="Id">Client-made identifier.</param>
/// <param name="Kind">What the transfer does.</param>
/// <param name="DebitAccountId">Debited account; default for a post or void.</param>
/// <param name="CreditAccountId">Credited account; default for a post or void.</param>
/// <param name="Amount">Minor units; 0 for a void.</param>
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

/// <summary>What a transfer does.</summary>
public enum TransferKind
{
    Single = 1,
    Pending = 2,
    Post = 3,
    Void = 4,
}

/// <summary>A transfer that was decided, applied or refused for ever.</summary>
/// <param name="Terms">What was asked.</param>
/// <param name="Status"><see cref="TransferStatus.Created"/>, or why it was refused.</param>
/// <param name="CreateTime">When it was decided.</param>
public sealed record Transfer(TransferTerms Terms, TransferStatus Status, Moment CreateTime);

/// <summary>What a pending transfer still holds.</summary>
/// <param name="DebitAccountId">Debited account.</param>
/// <param name="CreditAccountId">Credited account.</param>
/// <param name="Held">Minor units still held; 0 once it is closed.</param>
/// <param name="State">What became of it.</param>
public sealed record Hold(Id128 DebitAccountId, Id128 CreditAccountId, UInt128 Held, HoldState State);

/// <summary>What became of a hold.</summary>
public enum HoldState
{
    Open = 1,
    Posted = 2,
    Voided = 3,
}
