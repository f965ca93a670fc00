using Mesh.Journal;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;
using HoldState = Mesh.Ledger.V1.HoldState;
using Transfer = Mesh.Ledger.V1.Transfer;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>
/// Transfers that have left memory: more than a window of others came after them. They are found, repeated, ended and reversed as ever.
/// </summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private const int Bank = 1;
    private const int Shop = 3;
    private const int CallCount = 9;

    private LedgerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync();
        await host.Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(Bank), Wire.Account(Shop)));
        await host.Client.CreateTransfersAsync(Wire.Transfers(
            Wire.Single(1, Bank, Shop, 5),
            Wire.Pending(2, Bank, Shop, 100),
            Wire.Pending(3, Bank, Shop, 100),
            Wire.Single(4, Bank, 99, 1),
            Wire.Single(5, Bank, Shop, 7)));
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Post(6, 2, 30), Wire.Post(7, 2, 20, final: true), Wire.Reverse(8, 5)));
        await FillAWindowAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task GetTransfer_LongGone_ShowsItsHoldAndItsReversal()
    {
        Assert.True(await HasLeftMemoryAsync(1));
        Assert.Equal(5ul, (await GetAsync(1)).Amount.Low);

        var posted = await GetAsync(2);
        Assert.Equal((HoldState.Posted, 0ul), (posted.HoldState, posted.AmountHeld.Low));
        Assert.Equal(HoldState.Open, (await GetAsync(3)).HoldState);
        Assert.Equal(Wire.Id(8), (await GetAsync(5)).ReversedById);
    }

    [Fact]
    public async Task GetTransfer_RightAfterARepeat_StillShowsItsHoldAndItsReversal()
    {
        Assert.True(await HasLeftMemoryAsync(2));

        await CreateAsync(Wire.Pending(2, Bank, Shop, 100), Wire.Single(5, Bank, Shop, 7));

        Assert.Equal(HoldState.Posted, (await GetAsync(2)).HoldState);
        Assert.Equal(Wire.Id(8), (await GetAsync(5)).ReversedById);
    }

    [Fact]
    public async Task Create_LongGoneAgain_GetsTheFirstAnswer()
    {
        Assert.True(await HasLeftMemoryAsync(1));

        Assert.Equal(
            [
                CreateTransferStatus.Exists,
                CreateTransferStatus.ExistsWithDifferentAmount,
                CreateTransferStatus.CreditAccountNotFound,
                CreateTransferStatus.Exists,
            ],
            await CreateAsync(
                Wire.Single(1, Bank, Shop, 5), Wire.Single(5, Bank, Shop, 8), Wire.Single(4, Bank, 99, 1), Wire.Post(6, 2, 30)));
    }

    [Fact]
    public async Task Create_OnWhatIsLongGone_IsDecidedOnWhatBecameOfIt()
    {
        Assert.True(await HasLeftMemoryAsync(1));

        Assert.Equal(
            [
                CreateTransferStatus.PendingTransferAlreadyPosted,
                CreateTransferStatus.PendingTransferNotPending,
                CreateTransferStatus.PendingTransferNotFound,
                CreateTransferStatus.Created,
                CreateTransferStatus.ReversedTransferAlreadyReversed,
                CreateTransferStatus.Created,
                CreateTransferStatus.ReversedTransferNotReversible,
            ],
            await CreateAsync(
                Wire.Post(20, 2, 1),
                Wire.Post(21, 1, 1),
                Wire.Post(22, 4, 1),
                Wire.Post(23, 3, 40),
                Wire.Reverse(24, 5),
                Wire.Reverse(25, 1),
                Wire.Reverse(26, 2)));
    }

    [Fact]
    public async Task GetTransferProof_LongGone_IsProven()
    {
        Assert.True(await HasLeftMemoryAsync(1));

        var proof = await host.Client.GetTransferProofAsync(
            new GetTransferProofRequest { Book = Some.Book, TransferId = Wire.Id(5) });

        TransferProofTests.AssertProves(proof, 5);
        Assert.InRange(proof.ProofHashes.Count, 16, 18);
    }

    private async Task<IReadOnlyList<CreateTransferStatus>> CreateAsync(params Transfer[] transfers) =>
        [.. (await host.Client.CreateTransfersAsync(Wire.Transfers(transfers))).Results.Select(result => result.Status)];

    private async Task<Transfer> GetAsync(int number) =>
        (await host.Client.GetTransferAsync(new GetTransferRequest { Book = Some.Book, TransferId = Wire.Id(number) })).Transfer;

    /// <summary>Creates more transfers than a window takes, and then single ones until the window has been written and forgotten.</summary>
    private async Task FillAWindowAsync()
    {
        var next = 1_000;
        for (var call = 0; call < CallCount; call++)
        {
            await CreateManyAsync(LedgerLimits.ItemsMax);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await HasLeftMemoryAsync(1))
        {
            patience.Token.ThrowIfCancellationRequested();
            await CreateManyAsync(1);
        }

        Task CreateManyAsync(int count)
        {
            next += count;
            return host.Client.CreateTransfersAsync(Wire.Transfers(
                [.. Enumerable.Range(next - count, count).Select(number => Wire.Single(number, Bank, Shop, 1))])).ResponseAsync;
        }
    }

    private async Task<bool> HasLeftMemoryAsync(int number)
    {
        var partition = await host.Partitions.ForTenantAsync(Some.Book, CancellationToken.None);
        return await partition.ReadAsync(
            state => state.FindBook(Some.Book)!.FindTransfer(Some.Id(number)) is null, ReadConsistency.Local, CancellationToken.None);
    }
}
