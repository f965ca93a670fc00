using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Simulation;

/// <summary>
/// What clients ask of the ledger: the same identifier mostly with the same content, so that repeats, ends of holds, groups and reversals
/// of what went before all come up.
/// </summary>
internal sealed class LedgerWorkload(ulong seed)
{
    public const string Book = "acme";
    private const int AccountCount = 6;
    private const int ReachBack = 25;
    private const int ReachFarBack = 400;
    private int newest;

    /// <summary>Creates every account.</summary>
    public static CreateAccounts Accounts => new(Book, [.. Enumerable.Range(1, AccountCount).Select(AccountOf)]);

    /// <summary>Draws the next command: mostly new transfers, some known ones, some with other content.</summary>
    public LedgerCommand Next(Random choice)
    {
        if (choice.Next(25) == 0)
        {
            return choice.Next(2) == 0 ? new ExpireHolds() : Accounts;
        }

        var transfers = new TransferTerms[choice.Next(1, 6)];
        for (var index = 0; index < transfers.Length; index++)
        {
            var number = choice.Next(6) == 0 && newest > 0 ? Math.Max(1, newest - choice.Next(Reach(choice))) : ++newest;
            var terms = TransferOf(number);
            terms = choice.Next(40) == 0 ? terms with { Code = terms.Code + 1 } : terms;
            transfers[index] = number % 7 == 0 && index < transfers.Length - 1
                ? terms with { Flags = terms.Flags | TransferFlags.Linked }
                : terms;
        }

        return new CreateTransfers(Book, transfers);
    }

    private static AccountTerms AccountOf(int number) => new(
        new Id128((UInt128)number),
        "EUR",
        AccountType.Liability,
        Code: 1,
        (BalanceLimit)(number % 3),
        ExternalReference: $"account {number}")
    {
        OverdraftLimit = number % 3 == 0 ? 0 : (UInt128)(number * 5),
    };

    private TransferTerms TransferOf(int number)
    {
        var draw = Randomness.Of(seed, $"transfer {number}");
        var id = IdOf(number);
        var earlier = IdOf(Math.Max(1, number - 1 - draw.Next(Reach(draw))));
        var debit = draw.Next(1, AccountCount + 1);
        var credit = (debit + draw.Next(AccountCount - 1)) % AccountCount + 1;
        var amount = (UInt128)draw.Next(1, 60);
        var move = new TransferTerms(
            id, TransferKind.Single, new Id128((UInt128)debit), new Id128((UInt128)credit), amount, default, Final: false, Code: 1, "");
        var end = move with { DebitAccountId = default, CreditAccountId = default };
        return draw.Next(20) switch
        {
            < 8 => move,
            < 9 => move with { Flags = TransferFlags.BalancingDebit },
            < 12 => move with { Kind = TransferKind.Pending, TimeoutSeconds = (uint)draw.Next(1, 30) },
            < 14 => move with { Kind = TransferKind.Pending },
            < 17 => end with
            {
                Kind = TransferKind.Post,
                PendingId = earlier,
                Amount = (UInt128)draw.Next(1, 20),
                Final = draw.Next(3) == 0,
            },
            < 18 => end with { Kind = TransferKind.Void, PendingId = earlier, Amount = 0 },
            < 19 => end with { Kind = TransferKind.Reverse, ReversesId = earlier, Amount = 0 },
            _ => draw.Next(6) == 0
                ? move with { Kind = TransferKind.Pending, TimeoutSeconds = 3, Flags = TransferFlags.ClosingCredit }
                : move with { Amount = amount * 1_000 },
        };
    }

    /// <summary>How far back: mostly near, sometimes far beyond what is in memory.</summary>
    private static int Reach(Random choice) => choice.Next(4) == 0 ? ReachFarBack : ReachBack;

    private static Id128 IdOf(int number) => new((UInt128)(1_000 + number));
}
