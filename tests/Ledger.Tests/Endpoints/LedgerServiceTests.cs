using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;
using LedgerLimits = Mesh.Ledger.Domain.LedgerLimits;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>The API through real gRPC.</summary>
public sealed class LedgerServiceTests : IAsyncLifetime
{
    private LedgerHost host = null!;

    private LedgerService.LedgerServiceClient Client => host.Client;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync();
        var wallet = Wire.Account(2);
        wallet.DebitsMustNotExceedCredits = true;
        await Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(1), wallet, Wire.Account(3)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task CreateTransfers_GoodAndBadItems_AnswersEachAndAppliesTheGood()
    {
        var response = await Client.CreateTransfersAsync(Wire.Transfers(
            Wire.Single(1, 1, 2, 100), Wire.Single(2, 2, 3, 101), Wire.Single(3, 2, 3, 100), Wire.Single(1, 1, 2, 100)));

        Assert.Equal(
            [
                (CreateTransferStatus.Created, false), (CreateTransferStatus.ExceedsCredits, false),
                (CreateTransferStatus.Created, false), (CreateTransferStatus.Exists, true),
            ],
            response.Results.Select(result => (result.Status, result.Replayed)));
        Assert.Equal(response.Results[0].CreateTime, response.Results[3].CreateTime);
        Assert.Equal(3, response.Results.Select(result => result.CreateTime.ToDiagnosticString()).Distinct().Count());
        var shop = (await Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(3) })).Account;
        Assert.Equal(Wire.Amount(100), shop.CreditsPosted);
    }

    [Fact]
    public async Task CreateTransfers_LinkedGroup_IsAppliedWholeOrNotAtAll()
    {
        Transfer[] good = [Wire.Single(1, 1, 2, 100), Wire.Single(2, 2, 3, 40)];
        Transfer[] bad = [Wire.Single(3, 1, 3, 5), Wire.Single(4, 2, 3, 61)];
        good[0].Linked = bad[0].Linked = true;

        var response = await Client.CreateTransfersAsync(Wire.Transfers([.. good, .. bad]));

        Assert.Equal(
            [
                CreateTransferStatus.Created, CreateTransferStatus.Created,
                CreateTransferStatus.LinkedTransferFailed, CreateTransferStatus.ExceedsCredits,
            ],
            response.Results.Select(result => result.Status));
        var shop = (await Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(3) })).Account;
        Assert.Equal(Wire.Amount(40), shop.CreditsPosted);
        Assert.True((await Client.GetTransferAsync(new() { Book = Some.Book, TransferId = Wire.Id(1) })).Transfer.Linked);
    }

    [Fact]
    public async Task CreateAssets_OfTheBooksOwn_AreHeldByAccountsAndShowTheirScale()
    {
        var points = Wire.Account(10);
        points.Asset = "POINTS";
        var before = await Client.CreateAccountsAsync(Wire.Accounts(points));

        var created = await Client.CreateAssetsAsync(
            new() { Book = Some.Book, Assets = { Wire.Asset("USDC", 6), Wire.Asset("POINTS", 3), Wire.Asset("POINTS", 4) } });
        var after = await Client.CreateAccountsAsync(Wire.Accounts(points));

        Assert.Equal((CreateAccountStatus.AssetNotFound, null), (before.Results[0].Status, before.Results[0].CreateTime));
        Assert.Equal(
            [CreateAssetStatus.Created, CreateAssetStatus.Created, CreateAssetStatus.ExistsWithDifferentScale],
            created.Results.Select(result => result.Status));
        Assert.Equal(CreateAccountStatus.Created, after.Results[0].Status);
        Assert.Equal(3U, (await Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(10) })).Account.AssetScale);
        Assert.Equal(
            [("EUR", 2U), ("EUR", 2U), ("EUR", 2U), ("POINTS", 3U)],
            (await Client.ListAccountsAsync(new() { Book = Some.Book })).Accounts.Select(account => (account.Asset, account.AssetScale)));
        Assert.Equal(
            [("EUR", 2U), ("POINTS", 3U)],
            (await Client.GetTrialBalanceAsync(new() { Book = Some.Book })).Rows.Select(row => (row.Asset, row.AssetScale)));
        var events = (await Client.ListEventsAsync(new() { Book = Some.Book })).Events;
        Assert.Equal(
            [("USDC", 6U), ("POINTS", 3U)],
            events.Where(happened => happened.AssetCreated is not null)
                .Select(happened => (happened.AssetCreated.Code, happened.AssetCreated.Scale)));
        Assert.Equal(3U, events[^1].AccountCreated.AssetScale);
    }

    [Fact]
    public async Task ListAssets_PageByPage_GivesEachOnceInTheOrderOfTheCodes()
    {
        await Client.CreateAssetsAsync(
            new() { Book = Some.Book, Assets = { Wire.Asset("USDC", 6), Wire.Asset("A1"), Wire.Asset("POINTS") } });

        var first = await Client.ListAssetsAsync(new() { Book = Some.Book, PageSize = 2 });
        var second = await Client.ListAssetsAsync(new() { Book = Some.Book, PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal(["A1", "POINTS"], first.Assets.Select(asset => asset.Code));
        Assert.Equal(("USDC", 6U), Assert.Single(second.Assets.Select(asset => (asset.Code, asset.Scale))));
        Assert.NotNull(second.Assets[0].CreateTime);
        Assert.Equal("", second.NextPageToken);
    }

    [Theory]
    [InlineData("EUR", 0, "", "code")]
    [InlineData("eur", 0, "", "code")]
    [InlineData("", 0, "", "code")]
    [InlineData("POINTS", 39, "", "scale")]
    [InlineData("POINTS", 38, "€", "external_reference")]
    public async Task CreateAssets_OneWrongField_NamesIt(string code, uint scale, string letter, string field)
    {
        var asset = Wire.Asset(code, scale);
        asset.ExternalReference = string.Concat(Enumerable.Repeat(letter, 129));

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.CreateAssetsAsync(new() { Book = Some.Book, Assets = { asset } }));

        Assert.Equal([$"assets[0].{field}"], Wire.Fields(failure));
    }

    [Fact]
    public async Task UpdateAccounts_FreezesAndUnfreezes_ShowsItAndTellsTheFeed()
    {
        AccountUpdate freeze = new() { Id = Wire.Id(70), AccountId = Wire.Id(3), Frozen = true, ExpectedVersion = 1 };
        var first = await Client.UpdateAccountsAsync(new() { Book = Some.Book, Updates = { freeze } });
        var frozen = (await Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(3) })).Account;
        var refused = await Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, 1, 3, 5)));
        AccountUpdate stale = new() { Id = Wire.Id(71), AccountId = Wire.Id(3), Closed = true, ExpectedVersion = 1 };
        AccountUpdate unfreeze = new() { Id = Wire.Id(72), AccountId = Wire.Id(3), Frozen = false };

        var then = await Client.UpdateAccountsAsync(new() { Book = Some.Book, Updates = { freeze, stale, unfreeze } });

        Assert.Equal(UpdateAccountStatus.Updated, Assert.Single(first.Results).Status);
        Assert.Equal((true, false, 2U), (frozen.Frozen, frozen.Closed, frozen.Version));
        Assert.Equal(CreateTransferStatus.CreditAccountFrozen, Assert.Single(refused.Results).Status);
        Assert.Equal(
            [
                (UpdateAccountStatus.Exists, 2U, true), (UpdateAccountStatus.AccountVersionMismatch, 2U, false),
                (UpdateAccountStatus.Updated, 3U, false),
            ],
            then.Results.Select(result => (result.Status, result.Version, result.Replayed)));
        Assert.Equal(first.Results[0].DecideTime, then.Results[0].DecideTime);
        var events = (await Client.ListEventsAsync(new() { Book = Some.Book })).Events;
        Assert.Equal(
            [(true, true, 2U), (true, false, 3U)],
            events.Where(happened => happened.AccountUpdated is not null).Select(happened => happened.AccountUpdated)
                .Select(updated => (updated.HasFrozen, updated.Frozen, updated.Version)));
        Assert.Equal("ACCOUNT_VERSION_MISMATCH", Assert.Single(
            events, happened => happened.AccountUpdateRefused is not null).AccountUpdateRefused.Reason);
    }

    [Fact]
    public async Task CreateTransfers_WithEffectiveTimeAndMetadata_ShowsBothTimesAndTheWords()
    {
        var transfer = Wire.Single(1, 1, 3, 5);
        transfer.EffectiveTime = new Timestamp { Seconds = 1_700_000_000 };
        transfer.Metadata.Add("order", "4711");
        var result = (await Client.CreateTransfersAsync(Wire.Transfers(transfer, Wire.Single(2, 1, 3, 5)))).Results[0];

        var shown = (await Client.GetTransferAsync(new() { Book = Some.Book, TransferId = Wire.Id(1) })).Transfer;
        var plain = (await Client.GetTransferAsync(new() { Book = Some.Book, TransferId = Wire.Id(2) })).Transfer;

        Assert.Equal((transfer.EffectiveTime, result.CreateTime), (shown.EffectiveTime, shown.CreateTime));
        Assert.Equal(transfer.Metadata, shown.Metadata);
        Assert.Null(plain.EffectiveTime);
        var told = (await Client.ListEventsAsync(new() { Book = Some.Book })).Events.Select(happened => happened.TransferCreated)
            .Where(created => created is not null).ToArray();
        Assert.Equal((transfer.EffectiveTime, transfer.Metadata), (told[0].EffectiveTime, told[0].Metadata));
        Assert.Null(told[1].EffectiveTime);
    }

    [Fact]
    public async Task Import_OfAnOldLedger_ShowsItsTimesAndTellsThemToTheFeed()
    {
        const string Old = "old";
        static Timestamp Time(int seconds) => new() { Seconds = 900_000_000 + seconds };
        Account[] accounts = [Wire.Account(1), Wire.Account(2)];
        Transfer[] transfers = [Wire.Single(10, 1, 2, 5), Wire.Single(11, 1, 2, 6), Wire.Single(12, 1, 2, 7)];
        for (var index = 0; index < 2; index++)
        {
            (accounts[index].Imported, accounts[index].CreateTime) = (true, Time(index));
            (transfers[index].Imported, transfers[index].CreateTime) = (true, Time(10 + index));
        }

        var created = await Client.CreateAccountsAsync(new() { Book = Old, Accounts = { accounts } });
        var imported = await Client.CreateTransfersAsync(new() { Book = Old, Transfers = { transfers[..2] } });
        var ordinary = await Client.CreateTransfersAsync(new() { Book = Old, Transfers = { transfers[2] } });

        Assert.All(created.Results, result => Assert.Equal(CreateAccountStatus.Created, result.Status));
        Assert.Equal(
            [(CreateTransferStatus.Created, Time(10)), (CreateTransferStatus.Created, Time(11))],
            imported.Results.Select(result => (result.Status, result.CreateTime)));
        Assert.Equal(CreateTransferStatus.Created, ordinary.Results[0].Status);
        var account = (await Client.GetAccountAsync(new() { Book = Old, AccountId = Wire.Id(2) })).Account;
        Assert.Equal((true, Time(1)), (account.Imported, account.CreateTime));
        var transfer = (await Client.GetTransferAsync(new() { Book = Old, TransferId = Wire.Id(11) })).Transfer;
        Assert.Equal((true, Time(11)), (transfer.Imported, transfer.CreateTime));
        var told = (await Client.ListEventsAsync(new() { Book = Old })).Events.Where(happened => happened.Book == Old)
            .Select(happened => happened.AccountCreated?.CreateTime ?? happened.TransferCreated?.CreateTime);
        Assert.Equal([Time(0), Time(1), Time(10), Time(11), null], told);
    }

    [Fact]
    public async Task Import_MixedWithOrdinaryItems_IsRefusedWhole()
    {
        Transfer[] transfers = [Wire.Single(10, 1, 2, 5), Wire.Single(11, 1, 2, 6)];
        Account[] accounts = [Wire.Account(10), Wire.Account(11)];
        (transfers[1].Imported, transfers[1].CreateTime) = (true, new Timestamp { Seconds = 1 });
        (accounts[0].Imported, accounts[0].CreateTime) = (true, new Timestamp { Seconds = 1 });

        var ofTransfers = await Assert.ThrowsAsync<RpcException>(async () => await Client.CreateTransfersAsync(Wire.Transfers(transfers)));
        var ofAccounts = await Assert.ThrowsAsync<RpcException>(async () => await Client.CreateAccountsAsync(Wire.Accounts(accounts)));

        Assert.Equal(["transfers[1].imported"], Wire.Fields(ofTransfers));
        Assert.Equal(["accounts[1].imported"], Wire.Fields(ofAccounts));
    }

    [Fact]
    public async Task Exchange_OfTwoLinkedLegs_IsAppliedAtItsRateAndShowsIt()
    {
        Account[] accounts = [Wire.Account(20), Wire.Account(21)];
        accounts[0].Asset = accounts[1].Asset = "JPY";
        await Client.CreateAccountsAsync(Wire.Accounts(accounts));
        Transfer[] good = [Wire.Single(1, 1, 3, 100), Wire.Single(2, 20, 21, 150)];
        Transfer[] bad = [Wire.Single(3, 1, 3, 100), Wire.Single(4, 20, 21, 151)];
        good[0].Linked = bad[0].Linked = true;
        good[1].ExchangeRate = bad[1].ExchangeRate = Wire.Rate();

        var response = await Client.CreateTransfersAsync(Wire.Transfers([.. good, .. bad]));

        Assert.Equal(
            [
                CreateTransferStatus.Created, CreateTransferStatus.Created,
                CreateTransferStatus.LinkedTransferFailed, CreateTransferStatus.ExchangeAmountMismatch,
            ],
            response.Results.Select(result => result.Status));
        var shown = (await Client.GetTransferAsync(new() { Book = Some.Book, TransferId = Wire.Id(2) })).Transfer;
        Assert.Equal(Wire.Rate(), shown.ExchangeRate);
        var told = (await Client.ListEventsAsync(new() { Book = Some.Book })).Events.Last(happened => happened.TransferCreated is not null);
        Assert.Equal(Wire.Rate(), told.TransferCreated.ExchangeRate);
    }

    [Theory]
    [InlineData(false, TransferKind.Single)]
    [InlineData(true, TransferKind.Pending)]
    public async Task Exchange_WithoutAFirstLegOfItsKind_IsRefusedWhole(bool isLinked, TransferKind kind)
    {
        Transfer[] legs = [Wire.Single(1, 1, 3, 100), Wire.Single(2, 1, 3, 150), Wire.Single(3, 1, 3, 1)];
        (legs[0].Linked, legs[0].Kind) = (isLinked, kind);
        legs[1].ExchangeRate = Wire.Rate();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.CreateTransfersAsync(Wire.Transfers(legs)));

        Assert.Equal(["transfers[1].exchange_rate"], Wire.Fields(failure));
    }

    [Fact]
    public async Task UpdateAccounts_Metadata_IsShownAndToldWithItsVersions()
    {
        AccountUpdate[] updates = [.. Enumerable.Range(1, 2).Select(number => new AccountUpdate
        {
            Id = Wire.Id(70 + number),
            AccountId = Wire.Id(3),
            Metadata = new AccountMetadata { Entries = { ["segment"] = $"{number}" } },
        })];
        await Client.UpdateAccountsAsync(new() { Book = Some.Book, Updates = { updates } });

        var account = (await Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(3) })).Account;

        Assert.Equal((3U, "2"), (account.Version, Assert.Single(account.Metadata).Value));
        var told = (await Client.ListEventsAsync(new() { Book = Some.Book })).Events.Select(happened => happened.AccountUpdated)
            .Where(updated => updated is not null);
        Assert.Equal([(2U, "1"), (3U, "2")], told.Select(updated => (updated.Version, updated.Metadata.Entries["segment"])));
    }

    /// <summary>A thousand accounts with as much metadata as they may have are more than a message.</summary>
    [Fact]
    public async Task ListAccounts_LargerThanAMessage_EndsThePageEarlyAndLosesNothing()
    {
        var accounts = Enumerable.Range(100, 1_000).ToArray();
        await Client.CreateAccountsAsync(Wire.Accounts([.. accounts.Select(Wire.Account)]));
        var words = new AccountMetadata();
        words.Entries.Add(Enumerable.Range(0, 15).ToDictionary(number => $"key-{number}", _ => new string('x', 256)));
        foreach (var part in accounts.Chunk(500))
        {
            await Client.UpdateAccountsAsync(new()
            {
                Book = Some.Book,
                Updates = { part.Select(id => new AccountUpdate { Id = Wire.Id(id), AccountId = Wire.Id(id), Metadata = words }) },
            });
        }

        var first = await Client.ListAccountsAsync(new() { Book = Some.Book, PageSize = 1_000 });
        var second = await Client.ListAccountsAsync(new() { Book = Some.Book, PageSize = 1_000, PageToken = first.NextPageToken });

        Assert.InRange(first.Accounts.Count, 500, 999);
        Assert.Equal("", second.NextPageToken);
        Assert.Equal(
            accounts.Prepend(3).Prepend(2).Prepend(1).Select(Wire.Id),
            first.Accounts.Concat(second.Accounts).Select(account => account.Id));
    }

    [Fact]
    public async Task UpdateAccounts_OfNothing_NamesTheItem()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.UpdateAccountsAsync(
            new() { Book = Some.Book, Updates = { new AccountUpdate { Id = Wire.Id(70), AccountId = Wire.Id(3) } } }));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (failure.StatusCode, Wire.Reason(failure)));
        Assert.Equal(["updates[0]"], Wire.Fields(failure));
    }

    [Fact]
    public async Task CreateTransfers_OpenGroup_IsRefusedWhole()
    {
        var open = Wire.Single(2, 1, 3, 5);
        open.Linked = true;

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, 1, 3, 5), open)));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (failure.StatusCode, Wire.Reason(failure)));
        Assert.Equal(["transfers[1].linked"], Wire.Fields(failure));
    }

    [Fact]
    public async Task GetTransfer_OfHoldsBalancingAndReversals_ShowsWhatBecameOfThem()
    {
        var hold = Wire.Pending(1, 1, 3, 50);
        hold.TimeoutSeconds = 60;
        var balancing = Wire.Single(3, 2, 3, 1_000);
        balancing.BalancingDebit = true;
        var closing = Wire.Pending(5, 3, 1, 0);
        closing.ClosingDebit = true;
        var response = await Client.CreateTransfersAsync(Wire.Transfers(
            hold, Wire.Single(2, 1, 2, 70), balancing, Wire.Reverse(4, 3), closing, Wire.Single(6, 1, 3, 1)));

        Assert.Equal(
            [.. Enumerable.Repeat(CreateTransferStatus.Created, 5), CreateTransferStatus.CreditAccountAlreadyClosed],
            response.Results.Select(result => result.Status));
        var (held, moved, reversal) = (await GetAsync(1), await GetAsync(3), await GetAsync(4));
        Assert.Equal((HoldState.Open, 60.0), (held.HoldState, (held.ExpireTime - held.CreateTime).ToTimeSpan().TotalSeconds));
        Assert.Equal((Wire.Amount(70), Wire.Id(4)), (moved.Amount, moved.ReversedById));
        Assert.Equal((Wire.Amount(70), Wire.Id(3), TransferKind.Reverse), (reversal.Amount, reversal.ReversesId, reversal.Kind));
        Assert.True((await Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(3) })).Account.Closed);

        async Task<Transfer> GetAsync(int id) =>
            (await Client.GetTransferAsync(new() { Book = Some.Book, TransferId = Wire.Id(id) })).Transfer;
    }

    [Fact]
    public async Task CreateTransfers_MalformedItems_NamesEveryWrongFieldAndAppliesNothing()
    {
        var bad = Wire.Single(2, 1, 1, 0);
        bad.Id = "?";

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.CreateTransfersAsync(new() { Book = "Ac me", Transfers = { Wire.Single(1, 1, 3, 5), bad, new Transfer() } }));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (failure.StatusCode, Wire.Reason(failure)));
        Assert.Equal(
            [
                "book", "transfers[1].id", "transfers[1].amount", "transfers[1].credit_account_id",
                "transfers[2].kind", "transfers[2].id", "transfers[2].amount", "transfers[2].code",
            ],
            Wire.Fields(failure));
        Assert.Equal(3, (await EventsAsync()).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(LedgerLimits.ItemsMax + 1)]
    public async Task CreateTransfers_NoneOrTooMany_IsRefusedAsAWhole(int count)
    {
        var transfers = Enumerable.Range(1, count).Select(id => Wire.Single(id, 1, 3, 1)).ToArray();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.CreateTransfersAsync(Wire.Transfers(transfers)));

        Assert.Equal(["transfers"], Wire.Fields(failure));
        Assert.Equal(3, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task CreateTransfers_FullRequest_AppliesAll()
    {
        var transfers = Enumerable.Range(1, LedgerLimits.ItemsMax).Select(id => Wire.Single(id, 1, 3, 1)).ToArray();

        var response = await Client.CreateTransfersAsync(Wire.Transfers(transfers));

        Assert.Equal(LedgerLimits.ItemsMax, response.Results.Count(result => result.Status == CreateTransferStatus.Created));
    }

    [Fact]
    public async Task CreateTransfers_LargerThanARecord_AppliesAllInOrder()
    {
        var transfers = Enumerable.Range(1, 4_000).Select(id => Wire.Single(id, 1, 3, 1)).ToArray();
        Array.ForEach(transfers, transfer => transfer.ExternalReference = new string('€', LedgerLimits.ExternalReferenceCharactersMax));

        var response = await Client.CreateTransfersAsync(Wire.Transfers(transfers));

        var times = response.Results.Select(result => result.CreateTime.ToDateTimeOffset()).ToArray();
        Assert.All(response.Results, result => Assert.Equal(CreateTransferStatus.Created, result.Status));
        Assert.Equal(times.Order(), times);
        Assert.Equal(4_003, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task CreateAccounts_MalformedItem_NamesItAndCreatesNothing()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(7), new Account { Id = Wire.Id(8), Asset = "EUR", Code = 1 })));

        Assert.Equal(["accounts[1].type"], Wire.Fields(failure));
        Assert.Equal(3, (await Client.ListAccountsAsync(new() { Book = Some.Book })).Accounts.Count);
    }

    [Fact]
    public async Task CreateAccounts_Repeat_AnswersWithTheFirstTimeAndOtherContentWithNone()
    {
        var changed = Wire.Account(1);
        changed.Asset = "USD";

        var response = await Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(1), changed));

        Assert.Equal(
            [(CreateAccountStatus.Exists, true), (CreateAccountStatus.ExistsWithDifferentAsset, false)],
            response.Results.Select(result => (result.Status, result.CreateTime is not null)));
    }

    [Fact]
    public async Task GetTransfer_OfAHold_ShowsWhatBecameOfIt()
    {
        await Client.CreateTransfersAsync(Wire.Transfers(Wire.Pending(1, 1, 3, 100), Wire.Post(2, 1, 30)));
        var open = await GetAsync(1);

        await Client.CreateTransfersAsync(Wire.Transfers(Wire.Void(3, 1)));
        var (closed, ended) = (await GetAsync(1), await GetAsync(3));

        Assert.Equal((HoldState.Open, Wire.Amount(70), Wire.Amount(100)), (open.HoldState, open.AmountHeld, open.Amount));
        Assert.Equal((HoldState.Voided, Wire.Amount(0)), (closed.HoldState, closed.AmountHeld));
        Assert.Equal((TransferKind.Void, Wire.Amount(70), Wire.Id(1)), (ended.Kind, ended.Amount, ended.PendingId));
        Assert.Equal((HoldState.Unspecified, null, ""), (ended.HoldState, ended.AmountHeld, ended.DebitAccountId));
        Assert.Equal(Wire.Amount(30), (await GetAsync(2)).Amount);
    }

    [Fact]
    public async Task Get_WhatIsNotThere_SaysWhichIsMissing()
    {
        await Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, 2, 3, 1)));

        var account = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.GetAccountAsync(new() { Book = "empty", AccountId = Wire.Id(1) }));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await GetAsync(1));

        Assert.Equal((StatusCode.NotFound, "ACCOUNT_NOT_FOUND"), (account.StatusCode, Wire.Reason(account)));
        Assert.Equal((StatusCode.NotFound, "TRANSFER_NOT_FOUND"), (refused.StatusCode, Wire.Reason(refused)));
        Assert.Equal(Wire.Id(1), Wire.Detail<Google.Rpc.ErrorInfo>(refused).Metadata["transfer_id"]);
    }

    [Fact]
    public async Task ListAccounts_PageByPage_GivesEachOnceInTheOrderOfCreation()
    {
        var (ids, token) = (new List<string>(), "");
        do
        {
            var page = await Client.ListAccountsAsync(new() { Book = Some.Book, PageSize = 2, PageToken = token });
            ids.AddRange(page.Accounts.Select(account => account.Id));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal([Wire.Id(1), Wire.Id(2), Wire.Id(3)], ids);
    }

    [Theory]
    [InlineData(-1, "", "page_size")]
    [InlineData(0, "x", "page_token")]
    [InlineData(0, "-1", "page_token")]
    [InlineData(0, "2147483647", "page_token")]
    public async Task ListAccounts_BadPage_NamesTheField(int size, string token, string field)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.ListAccountsAsync(new() { Book = Some.Book, PageSize = size, PageToken = token }));

        Assert.Equal([field], Wire.Fields(failure));
    }

    [Fact]
    public async Task GetTrialBalance_AfterTransfersAndHolds_HasOneBalancedRowAnAsset()
    {
        await Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, 1, 2, 40), Wire.Pending(2, 1, 3, 2)));

        var row = Assert.Single((await Client.GetTrialBalanceAsync(new() { Book = Some.Book })).Rows);

        Assert.Equal(
            new TrialBalanceRow
            {
                Asset = "EUR",
                AccountCount = 3,
                DebitsPosted = new() { Low = 40 },
                CreditsPosted = new() { Low = 40 },
                DebitsPending = new() { Low = 2 },
                CreditsPending = new() { Low = 2 },
                AssetScale = 2,
            },
            row);
    }

    [Fact]
    public async Task GetTrialBalance_BeyondOneHundredAndTwentyEightBits_IsShownWhole()
    {
        var largest = new Mesh.Type.V1.UInt128 { Low = ulong.MaxValue, High = ulong.MaxValue };
        var (there, back) = (Wire.Single(1, 1, 3, 1), Wire.Single(2, 3, 1, 1));
        (there.Amount, back.Amount) = (largest, largest);
        await Client.CreateTransfersAsync(Wire.Transfers(there, back));

        var row = Assert.Single((await Client.GetTrialBalanceAsync(new() { Book = Some.Book })).Rows);

        Assert.Equal(new Mesh.Type.V1.UInt192 { Low = ulong.MaxValue - 1, High = ulong.MaxValue, Highest = 1 }, row.DebitsPosted);
        Assert.Equal(row.DebitsPosted, row.CreditsPosted);
    }

    [Fact]
    public async Task GetTrialBalance_OfABookWithNothing_IsEmpty() =>
        Assert.Empty((await Client.GetTrialBalanceAsync(new() { Book = "empty" })).Rows);

    [Fact]
    public async Task ListEvents_FromTheBeginning_TellsAllThatHappenedInOrder()
    {
        await Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, 2, 3, 1), Wire.Pending(2, 1, 3, 9), Wire.Void(3, 2)));

        var all = await EventsAsync();
        var (first, events) = (all[0].AccountCreated, all.TakeLast(3).ToArray());

        Assert.Equal(("LIABILITY", 200U), (first.Type, first.Code));
        Assert.Equal([0U, 1U, 2U], events.Select(happened => happened.Index));
        Assert.Equal(("EXCEEDS_CREDITS", Wire.Id(1)), (events[0].TransferRefused.Reason, events[0].TransferRefused.TransferId));
        Assert.Equal(
            new TransferCreated
            {
                TransferId = Wire.Id(3),
                DebitAccountId = Wire.Id(1),
                CreditAccountId = Wire.Id(3),
                Amount = Wire.Amount(9),
                PendingId = Wire.Id(2),
                Kind = "VOID",
                Released = Wire.Amount(9),
                Code = 1,
            },
            events[2].TransferCreated);
    }

    [Fact]
    public async Task ListEvents_AtTheHead_WaitsForWhatComes()
    {
        var head = (await Client.ListEventsAsync(new() { Book = Some.Book })).NextSequence;
        var waiting = Client.ListEventsAsync(
            new() { Book = Some.Book, FromSequence = head, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) });

        await Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, 1, 3, 1)));

        var page = await waiting;
        Assert.Equal((head, head + 1), (Assert.Single(page.Events).Sequence, page.NextSequence));
    }

    [Fact]
    public async Task ListEvents_MoreThanAMessage_EndsThePageEarlyAndLosesNothing()
    {
        for (var request = 0; request < 4; request++)
        {
            var first = request * LedgerLimits.ItemsMax;
            var transfers = Enumerable.Range(first + 1, LedgerLimits.ItemsMax).Select(id => Wire.Single(id, 1, 3, 1)).ToArray();
            await Client.CreateTransfersAsync(Wire.Transfers(transfers));
        }

        var events = await EventsAsync(pageSize: 1_000);

        Assert.Equal(3 + 4 * LedgerLimits.ItemsMax, events.Count);
    }

    [Theory]
    [InlineData(31, 0)]
    [InlineData(-1, 0)]
    [InlineData(30, 1)]
    [InlineData(0, 2_000_000_000)]
    [InlineData(long.MaxValue, 0)]
    public async Task ListEvents_WaitOutOfRange_IsNamed(long seconds, int nanos)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.ListEventsAsync(
            new() { Book = Some.Book, Wait = new Duration { Seconds = seconds, Nanos = nanos } }));

        Assert.Equal(["wait"], Wire.Fields(failure));
    }

    [Fact]
    public async Task AnyCall_PartitionStopped_SaysUnavailableAndWhenToRetry()
    {
        await host.Partitions.DisposeAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, 1, 3, 1))));

        Assert.Equal((StatusCode.Unavailable, "PARTITION_UNAVAILABLE"), (failure.StatusCode, Wire.Reason(failure)));
        Assert.True(Wire.Detail<Google.Rpc.RetryInfo>(failure).RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    private async Task<Transfer> GetAsync(int id) =>
        (await Client.GetTransferAsync(new() { Book = Some.Book, TransferId = Wire.Id(id) })).Transfer;

    private async Task<List<LedgerEvent>> EventsAsync(int pageSize = 0)
    {
        var (events, next) = (new List<LedgerEvent>(), 1UL);
        while (true)
        {
            var page = await Client.ListEventsAsync(new() { Book = Some.Book, FromSequence = next, PageSize = pageSize });
            if (page.NextSequence == next)
            {
                return events;
            }

            events.AddRange(page.Events);
            next = page.NextSequence;
        }
    }
}
