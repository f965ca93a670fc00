using System.Numerics;
using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>
/// What moved on one account within a time, with the balance after each movement. Fed with every event of the book, in order, so that
/// what was before the time is in the opening balance. For accounts without history; of others the ledger makes statements itself.
/// </summary>
internal sealed class AccountStatement(Account account, DateTimeOffset from, DateTimeOffset until)
{
    private readonly List<StatementLine> lines = [];
    private readonly bool isDebitNormal = account.Type is AccountType.Asset or AccountType.Expense;

    /// <summary>Balance before the first line, on the account's normal side, in minor units.</summary>
    public BigInteger Opening { get; private set; }

    /// <summary>Balance after the last line.</summary>
    public BigInteger Closing { get; private set; }

    /// <summary>Debits and credits that are held after the last line.</summary>
    public (BigInteger Debits, BigInteger Credits) Held { get; private set; }

    /// <summary>What moved, oldest first.</summary>
    public IReadOnlyList<StatementLine> Lines => lines;

    /// <summary>Gets the statement of what was taken so far.</summary>
    public Statement ToStatement() => new(Opening, Closing, Held, Lines);

    /// <summary>Takes the next event of the book.</summary>
    public void Add(LedgerEvent happened)
    {
        switch (happened.EventCase)
        {
            case LedgerEvent.EventOneofCase.TransferCreated:
                var created = happened.TransferCreated;
                var (posted, held) = Effect(created);
                var made = created.CreateTime ?? happened.EventTime;
                Move(made, created.TransferId, created.Kind, created.ExternalReference, Sides(created), posted, held);
                break;
            case LedgerEvent.EventOneofCase.HoldExpired:
                var expired = happened.HoldExpired;
                var released = -MoneyText.Value(expired.Amount);
                var sides = (expired.DebitAccountId, expired.CreditAccountId);
                Move(happened.EventTime, expired.TransferId, "EXPIRED", "", sides, posted: 0, released);
                break;
            default:
                // An account that is created, or a transfer that is refused, moves nothing.
                break;
        }
    }

    private static (string Debit, string Credit) Sides(TransferCreated created) => (created.DebitAccountId, created.CreditAccountId);

    private static (BigInteger Posted, BigInteger Held) Effect(TransferCreated created)
    {
        var (amount, released) = (MoneyText.Value(created.Amount), MoneyText.Value(created.Released));
        return created.Kind switch
        {
            "SINGLE" or "REVERSE" => (amount, 0),
            "PENDING" => (0, amount),
            "POST" => (amount, -amount - released),
            "VOID" => (0, -released),
            _ => throw new CliException($"the ledger tells of a transfer of kind {created.Kind}: this program is too old for it."),
        };
    }

    private void Move(
        Timestamp when,
        string transferId,
        string kind,
        string reference,
        (string Debit, string Credit) sides,
        BigInteger posted,
        BigInteger held
    )
    {
        var time = when.ToDateTimeOffset();
        if (time >= until || (sides.Debit != account.Id && sides.Credit != account.Id))
        {
            return;
        }

        var isDebit = sides.Debit == account.Id;
        Closing += isDebit == isDebitNormal ? posted : -posted;
        Held = isDebit ? (Held.Debits + held, Held.Credits) : (Held.Debits, Held.Credits + held);
        if (time < from)
        {
            Opening = Closing;
            return;
        }

        var other = isDebit ? sides.Credit : sides.Debit;
        lines.Add(new StatementLine(time, transferId, kind, reference, other, isDebit, posted, held, Closing));
    }
}
