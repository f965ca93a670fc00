using Mesh.Kernel;

namespace Mesh.Testing.Bank;

/// <summary>Moves money between accounts, all legs or none.</summary>
/// <param name="Id">The client's identifier: the same id and legs give the same answer for ever.</param>
/// <param name="Legs">What moves; at least one.</param>
public sealed record BankCommand(Id128 Id, IReadOnlyList<BankLeg> Legs);

/// <summary>One movement of a command.</summary>
/// <param name="From">Account that pays; account 0 is the world and may go below zero.</param>
/// <param name="To">Account that is paid.</param>
/// <param name="Amount">Amount, above zero.</param>
public readonly record struct BankLeg(int From, int To, long Amount);
