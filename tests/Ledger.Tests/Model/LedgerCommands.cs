using FsCheck;
using FsCheck.Fluent;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Model;

/// <summary>
/// Random commands that meet each other: few books and accounts, and mostly one content for an identifier, so that repeats, changed
/// repeats, ends
/// of holds, limits and overflows all come up (a test watches that every status does).
/// </summary>
internal static class LedgerCommands
{
    private const int Singles = 30;
    private const int Pendings = 10;
    private const int Ends = 60;
    private const int Reversals = 20;
    private const int Updates = 40;
    private const int Dollars = 20;
    private const int Exchanges = 300;
    private const int LinkedPercent = 4;
    private const int LinkedDigit = 7;

    private static readonly Gen<string> Books = Gen.Frequency((6, Gen.Constant("acme")), (1, Gen.Constant("other")));

    private static readonly Gen<Id128> AccountIds =
        Gen.Frequency((12, Gen.Choose(1, 6)), (1, Gen.Choose(Dollars, Dollars + 1))).Select(Some.Id);

    private static readonly Gen<UInt128> Amounts = Gen.Frequency(
        (4, Gen.Choose(1, 100).Select(amount => (UInt128)amount)),
        (1, Gen.Choose(0, 2).Select(less => UInt128.MaxValue - (UInt128)less))
    );

    /// <summary>Sequences of commands, shrunk by leaving some out.</summary>
    public static Arbitrary<LedgerCommand[]> Sequences
    {
        get
        {
            var command = Gen.Frequency(
                (2, CreateAccounts()), (10, CreateTransfers()), (1, Exchange()),
                (1, UpdateAccounts()), (1, CreateAssets()), (1, TimePasses()));
            var sequence = from first in CreateAccounts() from others in Gen.ArrayOf(command) select (LedgerCommand[])[first, .. others];
            return Arb.From(sequence, Arb.Array(Arb.From(command)).Shrinker);
        }
    }

    private static Gen<LedgerCommand> CreateAssets() =>
        from book in Books
        from code in Gen.Elements("POINTS", "USDC")
        from scale in Usually(code.Length, Gen.Constant(0))
        from reference in Usually("", Gen.Constant("ø"))
        select (LedgerCommand)new CreateAssets(book, [new AssetTerms(code, scale, reference)]);

    private static Gen<LedgerCommand> CreateAccounts() =>
        from book in Books
        from count in Gen.Choose(2, 6)
        from accounts in Gen.ArrayOf(Account(), count)
        select (LedgerCommand)new CreateAccounts(book, accounts);

    /// <summary>
    /// Two legs: euros one way, dollars the other, mostly at the right rate. Between accounts whose limits are on their other sides.
    /// </summary>
    private static Gen<LedgerCommand> Exchange() =>
        from number in Gen.Choose(0, 19)
        from isDollars in Gen.Frequency((6, Gen.Constant(true)), (1, Gen.Constant(false)))
        from slip in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Constant(1)))
        from denominator in Usually(2UL, Gen.Constant(4UL))
        let first = Some.Single(Exchanges + 2 * number, 2, 1, (UInt128)(10 + number)).Linked()
        let second = Some.Single(Exchanges + 1 + 2 * number, isDollars ? Dollars : 5, isDollars ? Dollars + 1 : 4, Rounded(number, slip))
        select (LedgerCommand)new CreateTransfers("acme", [first, second.At(3, denominator, (Rounding)(1 + number % 4))]);

    // Times 3/2: a half is left over when the amount is odd.
    private static UInt128 Rounded(int number, int slip)
    {
        var (whole, isHalf) = ((10 + number) * 3 / 2, number % 2 == 1);
        var isMore = isHalf && (Rounding)(1 + number % 4) switch
        {
            Rounding.Down => false,
            Rounding.HalfEven => whole % 2 == 1,
            _ => true,
        };
        return (UInt128)(whole + slip + (isMore ? 1 : 0));
    }

    private static Gen<LedgerCommand> UpdateAccounts() =>
        from book in Books
        from count in Gen.Choose(1, 4)
        from updates in Gen.ArrayOf(Update(), count)
        select (LedgerCommand)new UpdateAccounts(book, updates);

    /// <summary>More unfreezes than freezes, and more opens than closes, so that the rest of the ledger goes on.</summary>
    private static Gen<AccountUpdate> Update() =>
        from number in Gen.Choose(1, Updates)
        from account in Usually(Some.Id(1 + number % 6), AccountIds)
        from version in Usually(number % 5 == 0 ? 2U : 0U, Gen.Choose(1, 4).Select(version => (uint)version))
        from frozen in Usually<bool?>(number % 3 == 0 ? number % 9 == 0 : null, Gen.Elements<bool?>(true, false, null))
        from closed in Usually<bool?>(number % 3 == 1 ? number % 9 == 1 : null, Gen.Elements<bool?>(true, false, null))
        from metadata in Usually(number % 4 == 0 ? Some.Metadata("n", $"{number}") : null, Gen.Elements<Metadata?>(null, Metadata.Empty))
        select new AccountUpdate(Some.Id(number), account, version, frozen, closed) { Metadata = metadata };

    private static Gen<LedgerCommand> CreateTransfers() =>
        from book in Books
        from count in Gen.Choose(1, 6)
        from transfers in Gen.ArrayOf(Transfer(), count)
        from links in Gen.ArrayOf(Gen.Choose(1, 100), count)
        let linked = transfers.Select((terms, index) => Linked(terms, links[index], isAllowed: index < count - 1))
        select (LedgerCommand)new CreateTransfers(book, [.. linked]);

    /// <summary>Mostly the same for one identifier, so that groups are repeated as they were.</summary>
    private static TransferTerms Linked(TransferTerms terms, int draw, bool isAllowed) =>
        isAllowed && (draw <= LinkedPercent || terms.Id.Value % 10 == LinkedDigit) ? terms.Linked() : terms;

    private static Gen<LedgerCommand> TimePasses() =>
        Gen.Choose(1, 15).Select(seconds => (LedgerCommand)new TimePasses(seconds));

    private static Gen<AccountTerms> Account() =>
        from id in Gen.Frequency((4, AccountIds), (1, Gen.Choose(Dollars, Dollars + 1).Select(Some.Id)))
        from asset in Usually(id.Value < Dollars ? "EUR" : "USD", Gen.Elements("USD", "POINTS", "USDC"))
        from type in Usually(AccountType.Liability, Gen.Elements(Enum.GetValues<AccountType>()))
        from limit in Usually(LimitOf(id), Gen.Elements(Enum.GetValues<BalanceLimit>()))
        from code in Usually(1, Gen.Constant(LedgerLimits.CodeMax))
        from reference in Usually("", Gen.Constant("ø"))
        from import in Usually<Moment?>(
            id == Some.Id(6) ? Time(-100 + (int)id.Value) : null,
            Gen.Elements<Moment?>(Time(-1), Time(-1), Time(100_000), null))
        from overdraft in Usually(id.Value % 2 * 5, Gen.Constant((UInt128)30))
        select new AccountTerms(id, asset, type, code, limit, reference)
        {
            OverdraftLimit = limit == BalanceLimit.None ? 0 : overdraft,
            KeepsHistory = id.Value % 2 == 0,
            ImportTime = import,
        };

    private static BalanceLimit LimitOf(Id128 id) => id.Value < Dollars ? (BalanceLimit)(int)(id.Value % 3) : BalanceLimit.None;

    private static Gen<TransferTerms> Transfer() =>
        from number in Gen.Choose(1, Singles + Pendings + Ends + Reversals)
        let usual = ContentOf(number)
        from transfer in usual.Kind switch
        {
            TransferKind.Single or TransferKind.Pending => Move(usual),
            TransferKind.Reverse => Reversal(usual),
            _ => End(usual),
        }
        from code in Usually(usual.Code, Gen.Constant(LedgerLimits.CodeMax))
        from reference in Usually(usual.ExternalReference, Gen.Constant("ø"))
        from effective in Usually<Moment?>(number % 7 == 0 ? new Moment(number) : null, Gen.Constant<Moment?>(new Moment(5)))
        from metadata in Usually(number % 5 == 0 ? Some.Metadata("n", $"{number}") : Metadata.Empty, Gen.Constant(Some.Metadata("x", "ø")))
        from import in Usually<Moment?>(
            number % 10 == 9 ? Time(-50 + number) : null, Gen.Choose(-50, 60).Select(seconds => (Moment?)Time(seconds)))
        select transfer with
        {
            ImportTime = import,
            TimeoutSeconds = import is null ? transfer.TimeoutSeconds : 0,
            EffectiveTime = effective,
            Metadata = metadata,
            Code = code,
            ExternalReference = reference,
        };

    private static Gen<TransferTerms> Move(TransferTerms usual) =>
        from kind in Usually(usual.Kind, Gen.Elements(TransferKind.Single, TransferKind.Pending))
        from debit in Usually(usual.DebitAccountId, AccountIds)
        from credit in Usually(usual.CreditAccountId, AccountIds)
        from amount in Usually(usual.Amount, Amounts)
        from flags in Usually(usual.Flags, Gen.Elements(
            TransferFlags.BalancingDebit, TransferFlags.BalancingCredit, TransferFlags.BalancingDebit | TransferFlags.BalancingCredit,
            TransferFlags.ClosingDebit, TransferFlags.ClosingCredit))
        from timeout in Usually(usual.TimeoutSeconds, Gen.Choose(1, 20).Select(seconds => (uint)seconds))
        where debit != credit
        select Allowed(usual with
        {
            Kind = kind,
            DebitAccountId = debit,
            CreditAccountId = credit,
            Amount = amount,
            Flags = flags,
            TimeoutSeconds = timeout,
        });

    /// <summary>Leaves out what the edge would refuse.</summary>
    private static TransferTerms Allowed(TransferTerms terms) => terms.Kind == TransferKind.Pending ? terms : terms with
    {
        Flags = terms.Flags & ~(TransferFlags.ClosingDebit | TransferFlags.ClosingCredit),
        TimeoutSeconds = 0,
    };

    private static Gen<TransferTerms> Reversal(TransferTerms usual) =>
        from reverses in Usually(usual.ReversesId, Gen.Choose(1, Singles + Pendings + Ends).Select(Some.Id))
        select usual with { ReversesId = reverses };

    private static Gen<TransferTerms> End(TransferTerms usual) =>
        from pending in Usually(usual.PendingId, Gen.Choose(1, Singles + Pendings).Select(Some.Id))
        from amount in Usually(usual.Amount, Amounts)
        from final in Usually(usual.Final, Gen.Elements(true, false))
        from isPost in Usually(usual.Kind == TransferKind.Post, Gen.Elements(true, false))
        select isPost
            ? usual with
            {
                Kind = TransferKind.Post,
                PendingId = pending,
                Amount = amount == 0 ? 1 : amount,
                Final = final,
            }
            : usual with
            {
                Kind = TransferKind.Void,
                PendingId = pending,
                Amount = 0,
                Final = false,
            };

    /// <summary>The content that an identifier usually has: moves first, then several ends for each hold.</summary>
    private static TransferTerms ContentOf(int number)
    {
        var amount = (UInt128)(1 + number * 7 % 50);
        var (debit, credit) = (1 + number % 6, 1 + (number + 1 + number / 6 % 5) % 6);
        return number switch
        {
            <= Singles => Some.Single(number, debit, credit, amount),
            <= Singles + Pendings => Some.Pending(number, debit, credit, amount).For(number % 3 == 0 ? (uint)(1 + number % 9) : 0) with
            {
                Flags = (number - Singles) switch
                {
                    3 => TransferFlags.ClosingDebit,
                    6 => TransferFlags.ClosingCredit,
                    _ => TransferFlags.None,
                },
            },
            > Singles + Pendings + Ends => Some.Reverse(number, number % 3 == 0 ? HoldOf(number) : 1 + number % 3),
            _ when number % 4 == 0 => Some.Void(number, HoldOf(number)),
            _ => Some.Post(number, HoldOf(number), 1 + amount / 2, final: number % 4 == 1),
        };
    }

    // Half a second off: in the model a command has one time, in the ledger each of its events has its own.
    private static Moment Time(int seconds) => new Moment(LedgerRun.Begin).PlusNanos(seconds * 1_000_000_000L + 500_000_000);

    private static int HoldOf(int number) => Singles + 1 + number % Pendings;

    private static Gen<T> Usually<T>(T usual, Gen<T> otherwise) => Gen.Frequency((18, Gen.Constant(usual)), (1, otherwise));
}
