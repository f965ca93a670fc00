using System.Globalization;

namespace Mesh.Cli.Samples;

/// <summary>
/// Makes payments that look like a day at a few shops: cards and wallets, several currencies, captures in parts, refunds, repeats,
/// declines by every reason, lost and
/// open answers, a burst of card testing, and rows that are wrong. The same seed and count give the same file on every machine and every
/// runtime.
/// </summary>
/// <remarks>
/// Outcomes do not depend on how rows of different customers interleave: a customer has a card and wallets of its own, and pays little
/// enough that only the
/// burst meets risk's velocity rules.
/// </remarks>
public sealed class SampleGenerator
{
    private const int WalletsPerGroup = 4;
    private static readonly string[] Tenants = ["acme", "globex"];
    private static readonly (string Currency, int AmountMinorMax)[] Currencies =
    [
        ("EUR", 20_000),
        ("USD", 25_000),
        ("JPY", 30_000),
        ("KWD", 90_000),
    ];
    private readonly Random random;
    private readonly List<SampleRow> rows = [];
    private int customers;

    private SampleGenerator(int seed) => random = new Random(seed);

    /// <summary>Makes rows.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="rowCount">At least so many rows, and a few more at most.</param>
    public static IReadOnlyList<SampleRow> Make(int seed, int rowCount)
    {
        var generator = new SampleGenerator(seed);
        generator.AddTopUps();
        generator.AddFraudBurst();
        while (generator.rows.Count < rowCount)
        {
            generator.AddOneOf();
        }

        return [.. generator.rows.Select((row, index) => row with { Row = index + 1 })];
    }

    private void AddOneOf()
    {
        switch (random.Next(100))
        {
            case < 34:
                AddCard(SampleCards.Approve, "automatic");
                break;
            case < 50:
                AddManual();
                break;
            case < 74:
                AddWallet();
                break;
            case < 82:
                AddRefunds();
                break;
            case < 91:
                AddCard(SampleCards.Difficult[random.Next(SampleCards.Difficult.Length)], "automatic");
                break;
            case < 93:
                AddRepeat();
                break;
            case < 95:
                AddReuse();
                break;
            case < 97:
                AddLarge();
                break;
            default:
                AddMalformed();
                break;
        }
    }

    private void AddTopUps()
    {
        foreach (var tenant in Tenants)
        {
            foreach (var (currency, most) in Currencies)
            {
                for (var number = 0; number < WalletsPerGroup * 2; number++)
                {
                    rows.Add(
                        New("topup", tenant) with
                        {
                            Wallet = Wallet(currency, number),
                            AmountMinor = Text(most * 10),
                            Currency = currency,
                        }
                    );
                }
            }
        }
    }

    // One customer tries stolen numbers, as fast as it can.
    private void AddFraudBurst()
    {
        var customer = NewCustomer();
        for (var number = 0; number < 25; number++)
        {
            rows.Add(
                Authorize(Tenants[0], "automatic", "EUR", 100 + number) with
                {
                    Customer = customer,
                    Card = SampleCards.Number(SampleCards.Approve, random),
                    Expiry = "12/2030",
                    Merchant = "bookshop",
                }
            );
        }
    }

    private SampleRow AddCard(string prefix, string capture)
    {
        var (currency, most) = Currencies[random.Next(Currencies.Length)];
        var row = Authorize(Tenant(), capture, currency, random.Next(1, most)) with
        {
            Customer = NewCustomer(),
            Merchant = Merchant(),
            Card = SampleCards.Number(prefix, random),
            Expiry = $"{random.Next(1, 13):00}/{2030 + random.Next(5)}",
        };
        rows.Add(row);
        return row;
    }

    private void AddManual()
    {
        var payment = AddCard(random.Next(8) == 0 ? "40000050" : SampleCards.Approve, "manual");
        var amount = Amount(payment);
        switch (random.Next(4))
        {
            case 0:
                rows.Add(Follow("void", payment));
                break;
            case 1 when amount > 2:
                rows.Add(Follow("capture", payment) with { AmountMinor = Text(amount / 2) });
                rows.Add(Follow("capture", payment));
                break;
            case 2:
                // More than was authorized, then all of it.
                rows.Add(Follow("capture", payment) with { AmountMinor = Text(amount + 1) });
                rows.Add(Follow("capture", payment));
                break;
            default:
                rows.Add(Follow("capture", payment));
                break;
        }
    }

    private void AddRefunds()
    {
        var payment = AddCard(random.Next(6) == 0 ? "40000051" : SampleCards.Approve, "automatic");
        var amount = Amount(payment);
        if (amount > 2)
        {
            rows.Add(Follow("refund", payment) with { AmountMinor = Text(amount / 2) });
        }

        rows.Add(Follow("refund", payment));
        if (random.Next(3) == 0)
        {
            // Nothing is left: refused.
            rows.Add(Follow("refund", payment));
        }
    }

    private void AddWallet()
    {
        var (currency, most) = Currencies[random.Next(Currencies.Length)];
        var group = random.Next(2) * WalletsPerGroup;
        var payer = random.Next(WalletsPerGroup);
        var row = Authorize(Tenant(), random.Next(5) == 0 ? "manual" : "automatic", currency, random.Next(1, most)) with
        {
            Wallet = Wallet(currency, group + payer),
        };
        row =
            random.Next(2) == 0
                ? row with
                {
                    Merchant = Merchant(),
                }
                : row with
                {
                    PayeeWallet = Wallet(currency, group + (payer + 1 + random.Next(WalletsPerGroup - 1)) % WalletsPerGroup),
                };
        rows.Add(row);
        if (row.Capture == "manual")
        {
            rows.Add(Follow(random.Next(3) == 0 ? "void" : "capture", row));
        }
    }

    private void AddLarge() =>
        rows.Add(AddCardRow() with { AmountMinor = Text(random.Next(2) == 0 ? 900_000 : 90_000_000), Currency = "EUR" });

    private void AddRepeat() => rows.Add(rows[random.Next(rows.Count)]);

    private void AddReuse()
    {
        var known = rows.Where(row => row.Operation == "authorize" && row.Card.Length > 0 && int.TryParse(row.AmountMinor, out _)).ToList();
        var one = known[random.Next(known.Count)];
        rows.Add(one with { AmountMinor = Text(Amount(one) + 1) });
    }

    private void AddMalformed()
    {
        var row = AddCardRow();
        rows.Add(
            random.Next(6) switch
            {
                0 => row with { RequestId = "not-a-uuid" },
                1 => row with { AmountMinor = "-5" },
                2 => row with { Currency = "EURO", AmountMinor = "0" },
                3 => row with { Card = row.Card[..^1] + (char)('0' + (row.Card[^1] - '0' + 1) % 10) },
                4 => row with { AmountMinor = "12.50" },
                _ => row with { Operation = "transmute" },
            }
        );
    }

    private SampleRow AddCardRow() =>
        Authorize(Tenant(), "automatic", "EUR", random.Next(1, 20_000)) with
        {
            Customer = NewCustomer(),
            Merchant = Merchant(),
            Card = SampleCards.Number(SampleCards.Approve, random),
            Expiry = "06/2031",
        };

    private SampleRow Authorize(string tenant, string capture, string currency, int amountMinor) =>
        New("authorize", tenant) with
        {
            Capture = capture,
            Currency = currency,
            AmountMinor = Text(amountMinor),
        };

    private SampleRow Follow(string operation, SampleRow payment) => New(operation, payment.Tenant) with { Payment = payment.RequestId };

    private SampleRow New(string operation, string tenant) =>
        new()
        {
            Operation = operation,
            RequestId = NewId(),
            Tenant = tenant,
        };

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)(0x40 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private string NewCustomer() => $"customer-{++customers:0000}";

    private string Tenant() => Tenants[random.Next(Tenants.Length)];

    private string Merchant() =>
        (string)(
            random.Next(4) switch
            {
                0 => "bookshop",
                1 => "grocer",
                2 => "cinema",
                _ => "airline",
            }
        );

    private static string Wallet(string currency, int number) => $"wallet-{currency.ToLowerInvariant()}-{number}";

    private static int Amount(SampleRow row) => int.Parse(row.AmountMinor, CultureInfo.InvariantCulture);

    private static string Text(int amountMinor) => amountMinor.ToString(CultureInfo.InvariantCulture);
}
