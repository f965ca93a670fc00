using Grpc.Core;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>The ledger's streams over a real socket.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private const int Bank = 1;
    private const int Wallet = 2;

    private LedgerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync();
        await host.Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(Bank), Wire.Account(Wallet)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task StreamTransfers_ManyMessages_AreEachAnsweredAsTheUnaryCallIs()
    {
        var answers = await SendAsync(Enumerable.Range(1, 100).Select(number => Message(number, Wire.Single(number, Bank, Wallet, 1))));

        Assert.Equal(Enumerable.Range(1, 100).Select(number => (ulong)number), answers.Keys.Order());
        Assert.All(answers.Values, answer => Assert.Equal(CreateTransferStatus.Created, answer.Created.Results[0].Status));
        Assert.Equal(100ul, await CreditsAsync());
    }

    [Fact]
    public async Task StreamTransfers_BrokenOffAndSentAgain_MovesEverythingOnce()
    {
        StreamTransfersRequest[] messages =
            [.. Enumerable.Range(1, 40).Select(number => Message(number, Wire.Single(number, Bank, Wallet, 1)))];
        using (var broken = host.Streams.StreamTransfers(cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var message in messages.Take(20))
            {
                await broken.RequestStream.WriteAsync(message, TestContext.Current.CancellationToken);
            }

            Assert.True(await broken.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }

        var answers = await SendAsync(messages);

        Assert.Equal(40, answers.Count);
        Assert.Equal(40ul, await CreditsAsync());
    }

    [Fact]
    public async Task StreamTransfers_MessageRefused_IsAnsweredWithItsStatusAndTheStreamGoesOn()
    {
        var answers = await SendAsync(
        [
            Message(1, Wire.Single(1, Bank, Wallet, 0)),
            new StreamTransfersRequest { Number = 2 },
            Message(3, Wire.Single(3, Bank, Wallet, 5)),
        ]);

        Assert.Equal((uint)StatusCode.InvalidArgument, answers[1].Refusal.Code);
        var details = Google.Rpc.Status.Parser.ParseFrom(answers[1].Refusal.Details);
        var fields = details.Details.First(detail => detail.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>();
        Assert.Equal("transfers[0].amount", Assert.Single(fields.FieldViolations).Field);
        Assert.Equal((uint)StatusCode.InvalidArgument, answers[2].Refusal.Code);
        Assert.Equal(CreateTransferStatus.Created, answers[3].Created.Results[0].Status);
    }

    [Fact]
    public async Task StreamTransfers_ServerStops_AnswersWhatItHasReadAndEnds()
    {
        using var stream = host.Streams.StreamTransfers(cancellationToken: TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(Message(1, Wire.Single(1, Bank, Wallet, 1)), TestContext.Current.CancellationToken);
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var stopping = host.StopAsync();
        var end = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        await stopping;

        Assert.Equal((StatusCode.Unavailable, "SERVER_STOPPING"), (end.StatusCode, Wire.Reason(end)));
    }

    [Fact]
    public async Task StreamEvents_FromTheBeginning_GivesHistoryThenWhatHappensThenHeartbeats()
    {
        using var stream = host.Streams.StreamEvents(new() { Book = Some.Book }, cancellationToken: TestContext.Current.CancellationToken);
        var events = new List<LedgerEvent>();
        await ReadUntilAsync(stream, events, count: 2);

        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, Bank, Wallet, 1)));
        var next = await ReadUntilAsync(stream, events, count: 3);
        var heartbeat = stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        while (!heartbeat.IsCompleted)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await heartbeat);
        Assert.Empty(stream.ResponseStream.Current.Events);
        Assert.Equal(next, stream.ResponseStream.Current.NextSequence);
        Assert.Equal((await host.Client.ListEventsAsync(new() { Book = Some.Book })).Events, events);
    }

    [Fact]
    public async Task StreamEvents_ResumedAtItsPosition_GoesOnWithoutAGap()
    {
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, Bank, Wallet, 1)));
        var events = new List<LedgerEvent>();
        ulong next;
        using (var first = host.Streams.StreamEvents(new() { Book = Some.Book }, cancellationToken: TestContext.Current.CancellationToken))
        {
            next = await ReadUntilAsync(first, events, count: 3);
        }

        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(2, Bank, Wallet, 1)));
        using var second = host.Streams.StreamEvents(
            new() { Book = Some.Book, FromSequence = next }, cancellationToken: TestContext.Current.CancellationToken);
        await ReadUntilAsync(second, events, count: 4);

        Assert.Equal((await host.Client.ListEventsAsync(new() { Book = Some.Book })).Events, events);
    }

    [Fact]
    public async Task StreamEvents_ServerStops_EndsAtOnce()
    {
        using var stream = host.Streams.StreamEvents(new() { Book = Some.Book }, cancellationToken: TestContext.Current.CancellationToken);
        await ReadUntilAsync(stream, [], count: 2);

        var stopping = host.StopAsync();
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
            }
        });
        await stopping;

        Assert.Equal((StatusCode.Unavailable, "SERVER_STOPPING"), (end.StatusCode, Wire.Reason(end)));
    }

    [Fact]
    public async Task StreamEvents_Malformed_NamesEveryField()
    {
        using var stream = host.Streams.StreamEvents(
            new() { Book = "A", Heartbeat = new() { Nanos = 1 } }, cancellationToken: TestContext.Current.CancellationToken);

        var problem = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(["book", "heartbeat"], Wire.Fields(problem));
    }

    /// <summary>Reads until there are so many events; returns where to go on.</summary>
    private static async Task<ulong> ReadUntilAsync(
        AsyncServerStreamingCall<StreamEventsResponse> stream, List<LedgerEvent> events, int count)
    {
        do
        {
            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            events.AddRange(stream.ResponseStream.Current.Events);
        }
        while (events.Count < count);
        Assert.Equal(count, events.Count);
        return stream.ResponseStream.Current.NextSequence;
    }

    private async Task<Dictionary<ulong, StreamTransfersResponse>> SendAsync(IEnumerable<StreamTransfersRequest> messages)
    {
        using var stream = host.Streams.StreamTransfers(cancellationToken: TestContext.Current.CancellationToken);
        var sending = WriteAsync(stream.RequestStream, messages);
        var answers = new Dictionary<ulong, StreamTransfersResponse>();
        while (await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            answers.Add(stream.ResponseStream.Current.Number, stream.ResponseStream.Current);
        }

        await sending;
        return answers;
    }

    private static async Task WriteAsync(
        IClientStreamWriter<StreamTransfersRequest> writer, IEnumerable<StreamTransfersRequest> messages)
    {
        foreach (var message in messages)
        {
            await writer.WriteAsync(message, TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync();
    }

    private async Task<ulong> CreditsAsync() =>
        (await host.Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(Wallet) })).Account.CreditsPosted.Low;

    private static StreamTransfersRequest Message(int number, Transfer transfer) =>
        new() { Number = (ulong)number, Create = Wire.Transfers(transfer) };
}
