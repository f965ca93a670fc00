using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Running;
using Mesh.Client;
using Mesh.Journal.V1;
using Mesh.Ledger.V1;

namespace Mesh.Torture;

/// <summary>
/// Looks at the end, at every replica, whether the journal and the clients agree: every acknowledged transfer is there, none twice, the
/// balances are the sums of what is there, and the chains verify and are the same everywhere.
/// </summary>
internal sealed class FinalCheck(RunRecord mesh, History history)
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    /// <summary>Checks, and tells the history what is wrong.</summary>
    /// <returns>How many transfers are in the journal, as far as it can be read.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, int>();
        try
        {
            await CheckTransfersAsync(applied, cancellationToken);
        }
        catch (RpcException failure)
        {
            history.Problem($"the journal cannot be read: {failure.Status}");
        }

        await CheckChainsAsync(cancellationToken);
        return applied.Count;
    }

    private async Task CheckTransfersAsync(Dictionary<string, int> applied, CancellationToken cancellationToken)
    {
        using var client = new MeshCallInvoker(mesh.Replicas["ledger"], new MeshClientOptions { CallLimit = ReadLimit });
        var ledger = new LedgerService.LedgerServiceClient(client);
        for (var book = 0; book < Accounts.Books.Length; book++)
        {
            var sums = new long[Accounts.PerBook];
            await foreach (var transfer in TransfersAsync(ledger, book, cancellationToken))
            {
                Check(transfer, book, applied);
                sums[AccountOf(transfer.DebitAccountId)] -= (long)transfer.Amount.Low;
                sums[AccountOf(transfer.CreditAccountId)] += (long)transfer.Amount.Low;
            }

            await CheckBalancesAsync(ledger, book, sums, cancellationToken);
        }

        foreach (var lost in history.All.Keys.Where(id => !applied.ContainsKey(id)))
        {
            history.Problem($"transfer {lost} was acknowledged and is lost");
        }

        foreach (var refused in history.Refused.Where(applied.ContainsKey))
        {
            history.Problem($"of transfer {refused} its caller was told that nothing was done, but it is in the journal");
        }
    }

    private void Check(TransferCreated transfer, int book, Dictionary<string, int> applied)
    {
        if (!history.MayBeApplied(transfer.TransferId))
        {
            history.Problem($"transfer {transfer.TransferId} is in the journal, but nobody was told so");
        }

        if (!applied.TryAdd(transfer.TransferId, book))
        {
            history.Problem($"transfer {transfer.TransferId} was applied twice");
        }

        if (history.All.TryGetValue(transfer.TransferId, out var told)
            && (told.Book != book || (ulong)told.Amount != transfer.Amount.Low
                || Accounts.IdOf(told.Debit) != transfer.DebitAccountId || Accounts.IdOf(told.Credit) != transfer.CreditAccountId))
        {
            history.Problem($"transfer {transfer.TransferId} is not what was acknowledged");
        }
    }

    private async Task CheckBalancesAsync(
        LedgerService.LedgerServiceClient ledger, int book, long[] sums, CancellationToken cancellationToken)
    {
        if (sums.Sum() != 0)
        {
            history.Problem($"the journal of {Accounts.Books[book]} does not sum to zero");
        }

        for (var account = 0; account < sums.Length; account++)
        {
            var answer = await ledger.GetAccountAsync(
                new GetAccountRequest { Book = Accounts.Books[book], AccountId = Accounts.IdOf(account) },
                cancellationToken: cancellationToken);
            var balance = (long)answer.Account.CreditsPosted.Low - (long)answer.Account.DebitsPosted.Low;
            if (balance != sums[account])
            {
                history.Problem($"account {account} of {Accounts.Books[book]} has {balance}; its transfers sum to {sums[account]}");
            }
        }
    }

    private async Task CheckChainsAsync(CancellationToken cancellationToken)
    {
        var heads = new Dictionary<uint, (ulong Sequence, string Hash)>();
        foreach (var replica in mesh.Replicas["ledger"])
        {
            using var channel = MeshClients.Channel(replica);
            try
            {
                await CheckChainsAsync(replica, new JournalService.JournalServiceClient(channel), heads, cancellationToken);
            }
            catch (RpcException failure)
            {
                history.Problem($"the chains at {replica} cannot be verified: {failure.Status}");
            }
        }
    }

    private async Task CheckChainsAsync(
        Uri replica,
        JournalService.JournalServiceClient journal,
        Dictionary<uint, (ulong Sequence, string Hash)> heads,
        CancellationToken cancellationToken)
    {
        var listed = await journal.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: cancellationToken);
        foreach (var partition in listed.Partitions)
        {
            if (partition.Problem.Length > 0)
            {
                history.Problem($"partition {partition.Number} is not served at {replica}: {partition.Problem}");
            }

            var limit = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(60), cancellationToken: cancellationToken);
            var found = await journal.VerifyJournalAsync(new VerifyJournalRequest { Partition = partition.Number }, limit);
            var head = (found.VerifiedThrough, Convert.ToHexString(found.HeadHash.Span));
            if (!found.Intact)
            {
                history.Problem($"partition {partition.Number} does not verify at {replica}: {found.Problem}");
            }
            else if (heads.TryGetValue(partition.Number, out var other) && other.Sequence == head.VerifiedThrough && other != head)
            {
                history.Problem($"partition {partition.Number} has another history at {replica}");
            }

            heads[partition.Number] = head;
        }
    }

    private static async IAsyncEnumerable<TransferCreated> TransfersAsync(
        LedgerService.LedgerServiceClient ledger,
        int book,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListEventsRequest { Book = Accounts.Books[book], FromSequence = 1, PageSize = 1_000 };
        while (true)
        {
            var page = await ledger.ListEventsAsync(request, cancellationToken: cancellationToken);
            foreach (var happened in page.Events.Where(happened => happened.Book == Accounts.Books[book]))
            {
                if (happened.EventCase == LedgerEvent.EventOneofCase.TransferCreated)
                {
                    yield return happened.TransferCreated;
                }
            }

            if (page.NextSequence == request.FromSequence)
            {
                yield break;
            }

            request.FromSequence = page.NextSequence;
        }
    }

    private static int AccountOf(string id) => Convert.ToInt32(id[^12..], fromBase: 16) - 1;
}
