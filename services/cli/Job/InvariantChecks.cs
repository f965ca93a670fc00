using System.Globalization;
using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Journal.V1;
using Mesh.Ledger.V1;
using Mesh.Payments.V1;

namespace Mesh.Cli.Job;

/// <summary>Checks from outside, by the public API alone, that no money was lost, made or left in between.</summary>
internal sealed class InvariantChecks(MeshClients clients)
{
    private const int ReceivableCode = 1100;
    private const int BankCode = 1000;
    private static readonly TimeSpan UndecidedMax = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until no payment is undecided, and then checks everything.</summary>
    public async Task<IReadOnlyList<Invariant>> CheckAsync(IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        var found = new List<Invariant> { await DecidedAsync(tenants, cancellationToken) };
        foreach (var tenant in tenants)
        {
            var totals = await Patient.CallAsync(
                options => clients.Payments.GetPaymentTotalsAsync(new GetPaymentTotalsRequest { Tenant = tenant }, options),
                cancellationToken
            );
            var balance = await TrialBalanceAsync(tenant, cancellationToken);
            var accounts = await AccountsAsync(tenant, cancellationToken);
            found.Add(Balanced(tenant, balance));
            found.Add(HoldsAgree(tenant, totals, balance));
            found.Add(CardsAgree(tenant, totals, accounts));
            found.Add(TopUpsAgree(tenant, totals, accounts));
        }

        found.AddRange(await JournalsAsync(cancellationToken));
        return found;
    }

    /// <summary>Gets the trial balance of a tenant.</summary>
    public async Task<IReadOnlyList<TrialBalanceRow>> TrialBalanceAsync(string tenant, CancellationToken cancellationToken) =>
        (
            await Patient.CallAsync(
                options => clients.Ledger.GetTrialBalanceAsync(new GetTrialBalanceRequest { Book = tenant }, options),
                cancellationToken
            )
        ).Rows;

    /// <summary>Walks every journal.</summary>
    public async Task<IReadOnlyList<Invariant>> JournalsAsync(CancellationToken cancellationToken)
    {
        var found = new List<Invariant>();
        foreach (var (service, client) in clients.Journals)
        {
            var partitions = await Patient.CallAsync(
                options => client.ListPartitionsAsync(new ListPartitionsRequest(), options),
                cancellationToken
            );
            var records = 0UL;
            var heads = 0UL;
            var problems = new List<string>();
            foreach (var partition in partitions.Partitions)
            {
                var verified = await client.VerifyJournalAsync(
                    new VerifyJournalRequest { Partition = partition.Number },
                    new CallOptions(deadline: DateTime.UtcNow.AddSeconds(50), cancellationToken: cancellationToken)
                );
                records += verified.VerifiedThrough;
                heads += verified.PublishedHeadCount;
                if (!verified.Intact)
                {
                    problems.Add($"partition {partition.Number}, record {verified.FirstBadSequence}: {verified.Problem}");
                }
            }

            found.Add(
                new Invariant(
                    $"journal of {service} verifies",
                    problems.Count == 0,
                    problems.Count == 0 ? $"{records} records, {heads} published tree heads" : string.Join("; ", problems)
                )
            );
        }

        return found;
    }

    private async Task<Invariant> DecidedAsync(IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        var limit = DateTime.UtcNow + UndecidedMax;
        while (true)
        {
            var open = 0UL;
            foreach (var tenant in tenants)
            {
                var totals = await Patient.CallAsync(
                    options => clients.Payments.GetPaymentTotalsAsync(new GetPaymentTotalsRequest { Tenant = tenant }, options),
                    cancellationToken
                );
                open += totals.OpenOperationCount;
            }

            if (open == 0 || DateTime.UtcNow > limit)
            {
                return new Invariant(
                    "every payment is decided",
                    open == 0,
                    open == 0 ? "no operation is open" : $"{open} operations are still open"
                );
            }

            await Task.Delay(PollPeriod, TimeProvider.System, cancellationToken);
        }
    }

    private static Invariant Balanced(string tenant, IReadOnlyList<TrialBalanceRow> balance)
    {
        var wrong = balance
            .Where(row => !Equals(row.DebitsPosted, row.CreditsPosted) || !Equals(row.DebitsPending, row.CreditsPending))
            .ToList();
        return new Invariant(
            $"{tenant}: debits equal credits",
            wrong.Count == 0,
            wrong.Count == 0
                ? string.Join(", ", balance.Select(row => row.Asset))
                : string.Join("; ", wrong.Select(row => $"{row.Asset} {row.DebitsPosted.Low} against {row.CreditsPosted.Low}"))
        );
    }

    private static Invariant HoldsAgree(string tenant, GetPaymentTotalsResponse totals, IReadOnlyList<TrialBalanceRow> balance) =>
        Agree(
            $"{tenant}: ledger holds = open authorizations",
            totals.Rows.Select(row =>
                (
                    row.CurrencyCode,
                    row.HeldMinor,
                    (long)(balance.FirstOrDefault(one => one.Asset == row.CurrencyCode)?.DebitsPending.Low ?? 0)
                )
            )
        );

    private static Invariant CardsAgree(string tenant, GetPaymentTotalsResponse totals, IReadOnlyList<Account> accounts)
    {
        var rows = totals.Rows.SelectMany(row =>
        {
            var receivable = accounts.SingleOrDefault(account => account.Code == ReceivableCode && account.Asset == row.CurrencyCode);
            return new[]
            {
                ($"{row.CurrencyCode} captured", row.CardCapturedMinor, (long)(receivable?.DebitsPosted.Low ?? 0)),
                ($"{row.CurrencyCode} captured at acquirer", row.CardCapturedMinor, row.AcquirerCapturedMinor),
                ($"{row.CurrencyCode} refunded", row.CardRefundedMinor, (long)(receivable?.CreditsPosted.Low ?? 0)),
                ($"{row.CurrencyCode} refunded at acquirer", row.CardRefundedMinor, row.AcquirerRefundedMinor),
            };
        });
        return Agree($"{tenant}: payments = ledger = acquirer", rows);
    }

    private static Invariant TopUpsAgree(string tenant, GetPaymentTotalsResponse totals, IReadOnlyList<Account> accounts) =>
        Agree(
            $"{tenant}: top-ups = bank account",
            totals.Rows.Select(row =>
                (
                    row.CurrencyCode,
                    row.ToppedUpMinor,
                    (long)(
                        accounts.SingleOrDefault(account => account.Code == BankCode && account.Asset == row.CurrencyCode)?.DebitsPosted.Low
                        ?? 0
                    )
                )
            )
        );

    private static Invariant Agree(string name, IEnumerable<(string What, long Expected, long Found)> rows)
    {
        var all = rows.ToList();
        var wrong = all.Where(row => row.Expected != row.Found).ToList();
        return new Invariant(
            name,
            wrong.Count == 0,
            wrong.Count == 0
                ? $"{all.Count} sums"
                : string.Join(
                    "; ",
                    wrong.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.What}: {row.Expected} against {row.Found}"))
                )
        );
    }

    private async Task<IReadOnlyList<Account>> AccountsAsync(string tenant, CancellationToken cancellationToken)
    {
        var accounts = new List<Account>();
        var token = "";
        do
        {
            var request = new ListAccountsRequest
            {
                Book = tenant,
                PageSize = 1_000,
                PageToken = token,
            };
            var page = await Patient.CallAsync(options => clients.Ledger.ListAccountsAsync(request, options), cancellationToken);
            accounts.AddRange(page.Accounts);
            token = page.NextPageToken;
        } while (token.Length > 0);
        return accounts;
    }
}
