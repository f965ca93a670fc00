using Google.Protobuf.WellKnownTypes;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Tests.Books;

/// <summary>Events of a small book, in the order in which they are made.</summary>
internal sealed class BookEvents
{
    public const string Cash = "00000000-0000-0000-0000-000000000001";
    public const string Alice = "00000000-0000-0000-0000-000000000002";
    private static readonly DateTimeOffset Begin = new(2026, 11, 26, 23, 59, 58, TimeSpan.Zero);
    private readonly List<LedgerEvent> events = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<LedgerEvent> All => events;

    /// <summary>Adds an account.</summary>
    public BookEvents Account(string id, string reference, string type, string asset = "EUR", uint scale = 2) => Add(new LedgerEvent
    {
        AccountCreated = new AccountCreated
        {
            AccountId = id,
            ExternalReference = reference,
            Type = type,
            Asset = asset,
            AssetScale = scale,
            Code = 7,
        },
    });

    /// <summary>Adds cash and a wallet.</summary>
    public BookEvents Accounts() => Account(Cash, "Bank", "ASSET").Account(Alice, "Wallet/alice", "LIABILITY");

    /// <summary>Adds a transfer from cash to the wallet.</summary>
    public BookEvents Transfer(string kind, ulong amount, ulong released = 0, string reference = "") => Add(new LedgerEvent
    {
        TransferCreated = new TransferCreated
        {
            TransferId = $"00000000-0000-0000-0001-{events.Count:x12}",
            Kind = kind,
            DebitAccountId = Cash,
            CreditAccountId = Alice,
            Amount = Minor(amount),
            Released = Minor(released),
            ExternalReference = reference,
            Code = 3,
        },
    });

    /// <summary>Adds the end of a hold.</summary>
    public BookEvents Expiry(ulong amount) => Add(new LedgerEvent
    {
        HoldExpired = new HoldExpired { TransferId = "hold", DebitAccountId = Cash, CreditAccountId = Alice, Amount = Minor(amount) },
    });

    /// <summary>Adds a refused transfer.</summary>
    public BookEvents Refusal() => Add(new LedgerEvent { TransferRefused = new TransferRefused { Reason = "EXCEEDS_CREDITS" } });

    // A second between two events: midnight is after the second.
    private BookEvents Add(LedgerEvent happened)
    {
        happened.Sequence = (ulong)events.Count + 1;
        happened.EventTime = Timestamp.FromDateTimeOffset(Begin.AddSeconds(events.Count));
        events.Add(happened);
        return this;
    }

    private static Mesh.Type.V1.UInt128 Minor(ulong minor) => new() { Low = minor };
}
