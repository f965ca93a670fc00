using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Journal.Peers;
using Mesh.Journal.V1;
using Mesh.Peer.V1;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Peers;

/// <summary>Who may not open a link, and what may not be said on one.</summary>
public sealed class StrangerTests : IAsyncLifetime
{
    private readonly byte[] nonce = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private TextReplica replica = null!;
    private GrpcChannel channel = null!;

    public async ValueTask InitializeAsync()
    {
        replica = await TextReplica.StartAsync(new InMemoryStateStore(), "a", isPlaced: true);
        channel = GrpcChannel.ForAddress($"http://{replica.Address}");
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await replica.DisposeAsync();
    }

    [Fact]
    public async Task Link_RightKey_IsWelcomedAndServed()
    {
        using var call = Open();
        var seal = new PeerSeal(direction: 0, TimeProvider.System);
        await call.RequestStream.WriteAsync(Sealed(seal, TextReplica.Key, Hello("text")));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var welcome = LinkResponseContent.Parser.ParseFrom(call.ResponseStream.Current.Content).Welcome;
        seal.Know(nonce, welcome.Nonce.Span);

        await call.RequestStream.WriteAsync(Sealed(seal, TextReplica.Key, Call()));

        Assert.Equal(1UL, VerifyJournalResponse.Parser.ParseFrom((await ResultAsync(call)).Response).VerifiedThrough);
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Link_WrongKey_IsRefused()
    {
        using var call = Open();

        await call.RequestStream.WriteAsync(
            Sealed(new PeerSeal(direction: 0, TimeProvider.System), "a key that is not valid any more", Hello("text")));

        await AssertRefusedAsync(call);
    }

    [Fact]
    public async Task Link_NoSeal_IsRefused()
    {
        using var call = Open();

        await call.RequestStream.WriteAsync(new LinkRequest { Content = Hello("text").ToByteString() });

        await AssertRefusedAsync(call);
    }

    [Fact]
    public async Task Link_OtherService_IsRefused()
    {
        using var call = Open();

        await call.RequestStream.WriteAsync(
            Sealed(new PeerSeal(direction: 0, TimeProvider.System), TextReplica.Key, Hello("payments")));

        await AssertRefusedAsync(call);
    }

    [Fact]
    public async Task Link_CallsOfAnOlderLinkAreRepeated_AreRefusedAndNotServed()
    {
        var seal = new PeerSeal(direction: 0, TimeProvider.System);
        var hello = Sealed(seal, TextReplica.Key, Hello("text"));
        LinkRequest captured;
        using (var first = Open())
        {
            await first.RequestStream.WriteAsync(hello);
            await first.ResponseStream.MoveNext(CancellationToken.None);
            seal.Know(nonce, LinkResponseContent.Parser.ParseFrom(first.ResponseStream.Current.Content).Welcome.Nonce.Span);
            captured = Sealed(seal, TextReplica.Key, Call());
            await first.RequestStream.WriteAsync(captured);
            await ResultAsync(first);
        }

        using var again = Open();
        await again.RequestStream.WriteAsync(hello);
        await again.ResponseStream.MoveNext(CancellationToken.None);
        await again.RequestStream.WriteAsync(captured);

        await AssertRefusedAsync(again);
        Assert.Equal(["0 activated with 0", "0 record 2: 7"], replica.Observer.Told);
    }

    private AsyncDuplexStreamingCall<LinkRequest, LinkResponse> Open() =>
        new PeerLinkService.PeerLinkServiceClient(channel).Link(deadline: DateTime.UtcNow.AddSeconds(20));

    private LinkRequestContent Hello(string service) => new()
    {
        Hello = new Hello { Nonce = ByteString.CopyFrom(nonce), Service = service, Replica = "b", Address = "" },
    };

    private static LinkRequestContent Call() => new()
    {
        Calls =
        {
            new PassedCall
            {
                Id = 1,
                Method = "/mesh.journal.v1.JournalService/VerifyJournal",
                Request = new VerifyJournalRequest { Partition = 7 }.ToByteString(),
            },
        },
    };

    private static LinkRequest Sealed(PeerSeal seal, string key, LinkRequestContent content)
    {
        var bytes = content.ToByteArray();
        var (number, at, sealing) = seal.Close(Encoding.UTF8.GetBytes(key), bytes);
        return new LinkRequest
        {
            Number = number, TimeUnixNanos = at, Content = ByteString.CopyFrom(bytes), Seal = ByteString.CopyFrom(sealing),
        };
    }

    private static async Task<CallResult> ResultAsync(AsyncDuplexStreamingCall<LinkRequest, LinkResponse> call)
    {
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (LinkResponseContent.Parser.ParseFrom(call.ResponseStream.Current.Content).Results is [var result, ..])
            {
                return result;
            }
        }

        throw new InvalidOperationException("The link ended without a result.");
    }

    private static async Task AssertRefusedAsync(AsyncDuplexStreamingCall<LinkRequest, LinkResponse> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                // A sign of life may come before the refusal.
            }
        });

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }
}
