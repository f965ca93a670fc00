using System.Globalization;
using CsvHelper;
using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>One applied transfer or expiry a line, RFC 4180, with a header line. Amounts are minor units; times are UTC.</summary>
internal sealed class CsvBookWriter : IBookWriter
{
    private static readonly string[] Columns =
    [
        "time",
        "sequence",
        "index",
        "transfer_id",
        "kind",
        "debit_account_id",
        "credit_account_id",
        "debit_account",
        "credit_account",
        "asset",
        "amount_minor",
        "released_minor",
        "pending_id",
        "reverses_id",
        "code",
        "external_reference",
        "asset_scale",
        "effective_time",
    ];

    private readonly Dictionary<string, AccountCreated> accounts = [];
    private readonly CsvWriter csv;

    public CsvBookWriter(TextWriter output)
    {
        csv = new CsvWriter(output, CultureInfo.InvariantCulture, leaveOpen: true);
        WriteLine(Columns);
    }

    /// <inheritdoc/>
    public void Write(LedgerEvent happened)
    {
        switch (happened.EventCase)
        {
            case LedgerEvent.EventOneofCase.AccountCreated:
                accounts[happened.AccountCreated.AccountId] = happened.AccountCreated;
                break;
            case LedgerEvent.EventOneofCase.TransferCreated:
                Write(happened, happened.TransferCreated);
                break;
            case LedgerEvent.EventOneofCase.HoldExpired:
                var expired = happened.HoldExpired;
                var asTransfer = new TransferCreated
                {
                    TransferId = expired.TransferId,
                    Kind = "EXPIRED",
                    DebitAccountId = expired.DebitAccountId,
                    CreditAccountId = expired.CreditAccountId,
                    Amount = expired.Amount,
                    Released = expired.Amount,
                };
                Write(happened, asTransfer);
                break;
            default:
                // A refused transfer moved nothing.
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => csv.Dispose();

    private void Write(LedgerEvent happened, TransferCreated transfer)
    {
        var (debit, credit) = (accounts[transfer.DebitAccountId], accounts[transfer.CreditAccountId]);
        WriteLine(
            [
                Text(transfer.CreateTime ?? happened.EventTime),
                $"{happened.Sequence}",
                $"{happened.Index}",
                transfer.TransferId,
                transfer.Kind,
                transfer.DebitAccountId,
                transfer.CreditAccountId,
                debit.ExternalReference,
                credit.ExternalReference,
                debit.Asset,
                MoneyText.Value(transfer.Amount).ToString(CultureInfo.InvariantCulture),
                MoneyText.Value(transfer.Released).ToString(CultureInfo.InvariantCulture),
                transfer.PendingId,
                transfer.ReversesId,
                $"{transfer.Code}",
                transfer.ExternalReference,
                $"{debit.AssetScale}",
                transfer.EffectiveTime is { } effective ? Text(effective) : "",
            ]
        );
    }

    private static string Text(Timestamp time) =>
        time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private void WriteLine(IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            csv.WriteField(field);
        }

        csv.NextRecord();
    }
}
