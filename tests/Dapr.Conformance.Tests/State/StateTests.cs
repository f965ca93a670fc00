using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;
using StatusCode = Grpc.Core.StatusCode;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;

namespace Mesh.Dapr.Conformance.Tests.State;

/// <summary>Contract 2, checks 1 to 17: what holds on every store, and where they differ.</summary>
public sealed class StateTests
{
    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Get_AfterSave_ReturnsTheSameBytesAndAnEtag_Check1(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        byte[] bytes = [0, 1, 0xff, 0xfe, 0x80, (byte)'"', (byte)'\\', 0];

        await state.SaveAsync(state.Item("k", ByteString.CopyFrom(bytes)));
        var read = await state.GetAsync("k");

        Assert.Equal(bytes, read.Data.ToByteArray());
        Assert.NotEmpty(read.Etag);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_OneMebibyte_IsReadBack(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        var bytes = new byte[1024 * 1024];
        new Random(Seed: 7).NextBytes(bytes);

        await state.SaveAsync(state.Item("k", ByteString.CopyFrom(bytes)));

        Assert.Equal(bytes, (await state.GetAsync("k")).Data.ToByteArray());
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Key_WithSeparator_IsRefusedEverywhere_Check3(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        Func<Task>[] calls =
        [
            () => state.SaveAsync(state.Item("a||b", "v")),
            () => state.GetAsync("a||b"),
            () => state.BulkAsync("a||b"),
            () => state.DeleteAsync("a||b"),
            () => state.TransactAsync(("upsert", state.Item("a||b", "v"))),
        ];

        foreach (var call in calls)
        {
            var failure = await Expect.FailureAsync(
                StatusCode.InvalidArgument, $"input key/keyPrefix '{state.Key("a||b")}' can't contain '||'", call);
            Assert.Equal("DAPR_STATE_ILLEGAL_KEY", Expect.Reason(failure));
        }
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Get_AbsentOrEmptyKey_IsEmptyAndNoError_Check4(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        foreach (var key in new[] { "absent", "" })
        {
            var read = await state.GetAsync(key);
            Assert.Equal(("", ""), (read.Data.ToStringUtf8(), read.Etag));
        }
    }

    [Fact]
    public async Task Store_Unknown_IsInvalidArgument_Check5()
    {
        ComponentsUnderTest.First("state.");
        var target = await SidecarTarget.GetAsync();
        var request = new GetStateRequest { StoreName = "nope", Key = "k" };

        var failure = await Expect.FailureAsync(
            StatusCode.InvalidArgument, "state store nope is not found", async () => await target.Client.GetStateAsync(request));

        Assert.Equal("DAPR_STATE_NOT_FOUND", Expect.Reason(failure));
        Assert.Equal("dapr.io", failure.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Domain);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_EmptyKey_IsInvalidArgument(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        var item = state.Item("", "v");
        item.Key = "";

        await Expect.FailureAsync(StatusCode.InvalidArgument, "state key cannot be empty", () => state.SaveAsync(item));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_WrongEtag_IsAbortedAndChangesNothing_Check6(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("k", "v1"));

        await Expect.FailureAsync(
            StatusCode.Aborted,
            $"failed saving state in state store {state.Name}: possible etag mismatch. error from state store",
            () => state.SaveAsync(state.Item("k", "v2", state.WrongEtag)));

        Assert.Equal("v1", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_RightEtag_Replaces(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("k", "v1"));
        var etag = (await state.GetAsync("k")).Etag;

        await state.SaveAsync(state.Item("k", "v2", etag));

        var read = await state.GetAsync("k");
        Assert.Equal("v2", read.Data.ToStringUtf8());
        Assert.NotEqual(etag, read.Etag);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Atomic), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_EtagOnAbsentKey_IsAborted_Check7(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await Expect.FailureAsync(
            StatusCode.Aborted, "possible etag mismatch", () => state.SaveAsync(state.Item("k", "v", Guid.NewGuid().ToString())));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task FirstWrite_Twice_SecondIsRefused_Check8(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        var appId = (await SidecarTarget.GetAsync()).AppId;
        var (code, text) = state.Type switch
        {
            "state.redis" => (
                StatusCode.Internal,
                $"failed saving state in state store {state.Name}: failed to set key {appId}||{state.Key("k")}"),
            "state.postgresql" => (StatusCode.Internal, "no item was updated"),
            _ => (StatusCode.Aborted, "possible etag mismatch. error from state store"),
        };
        await state.CreateAsync("k", "v1");

        await Expect.FailureAsync(code, text, () => state.CreateAsync("k", "v2"));

        Assert.Equal("v1", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Value_WithATimeToLive_GoesAndTellsItsTimeExceptOnRedis_Check14(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await state.SaveAsync(state.Item("long", "v", ttl: 100));
        await state.SaveAsync(state.Item("k", "v", ttl: 1));
        var told = (await state.GetAsync("long")).Metadata.ContainsKey("ttlExpireTime");
        await Expect.UntilAsync(async () => await state.TextAsync("k") == "");

        // In memory, a value that has expired and is not swept yet still counts as there (contract 2.8).
        if (state.Type != "state.in-memory")
        {
            await state.CreateAsync("k", "again");
            Assert.Equal("again", await state.TextAsync("k"));
        }

        Assert.Equal(state.Type != "state.redis", told);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task FirstWrite_ManyAtOnce_OneWinsAndItsValueIsStored_Section11(string component)
    {
        const int KeyCount = 30;
        const int WriterCount = 8;
        var state = await SidecarTarget.StateAsync(component);

        for (var key = 0; key < KeyCount; key++)
        {
            var attempts = Enumerable.Range(0, WriterCount).Select(async writer =>
            {
                try
                {
                    await state.CreateAsync($"k{key}", $"w{writer}");
                    return $"w{writer}";
                }
                catch (RpcException exception) when (exception.StatusCode is StatusCode.Aborted or StatusCode.Internal)
                {
                    return null;
                }
            });
            var winner = Assert.Single(await Task.WhenAll(attempts), won => won is not null);
            Assert.Equal(winner, await state.TextAsync($"k{key}"));
        }
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task FirstWrite_AfterDelete_CreatesAgain_Section11(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.CreateAsync("k", "v1");
        await state.DeleteAsync("k");

        await state.CreateAsync("k", "v2");

        Assert.Equal("v2", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Atomic), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_LastWriteOverFirstWrite_Overwrites_Section11(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.CreateAsync("k", "v1");

        await state.SaveAsync(state.Item("k", "v2"));

        Assert.Equal("v2", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Delete_AbsentKeyWithoutEtag_IsOk_Check11(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await state.DeleteAsync("absent");
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Delete_WrongEtag_IsAborted_Check11(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("k", "v"));

        await Expect.FailureAsync(
            StatusCode.Aborted, $"failed deleting state with key {state.Key("k")}: possible etag mismatch. error from state store", () =>
                state.DeleteAsync("k", "77"));

        Assert.Equal("v", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Atomic), MemberType = typeof(ComponentsUnderTest))]
    public async Task Delete_EtagOnAbsentKey_IsAborted_Check11(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await Expect.FailureAsync(StatusCode.Aborted, "possible etag mismatch", () => state.DeleteAsync("k", "1"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Atomic), MemberType = typeof(ComponentsUnderTest))]
    public async Task Transaction_OneWrongEtag_ChangesNothing_Check12(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("b", "old"));

        await Expect.FailureAsync(
            StatusCode.Internal,
            "error while executing state transaction: possible etag mismatch",
            () => state.TransactAsync(
                ("upsert", state.Item("a", "new")), ("upsert", state.Item("b", "new", "77")), ("upsert", state.Item("c", "new"))));

        Assert.Equal(("", "old", ""), (await state.TextAsync("a"), await state.TextAsync("b"), await state.TextAsync("c")));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Transaction_UpsertsAndDeletes_AreAllDone(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("gone", "v"));

        await state.TransactAsync(("upsert", state.Item("a", "1")), ("upsert", state.Item("b", "2")), ("delete", state.Item("gone", "")));

        Assert.Equal(("1", "2", ""), (await state.TextAsync("a"), await state.TextAsync("b"), await state.TextAsync("gone")));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Transaction_Empty_IsOk(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await state.TransactAsync();
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Transaction_UnknownOperation_IsUnimplementedAndChangesNothing_Check13(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await Expect.FailureAsync(
            StatusCode.Unimplemented,
            "operation type merge not supported",
            () => state.TransactAsync(("upsert", state.Item("a", "1")), ("merge", state.Item("b", "2"))));

        Assert.Equal("", await state.TextAsync("a"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Bulk_MissingKeys_AreEmptyItems_Check15(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("b", "2"), state.Item("a", "1"));

        var read = await state.BulkAsync("none", "b", "a");

        // Contract 2.4: sqlite answers what it found first, by key, postgres in no useful order; the others in the order asked.
        string[] expected = state.Type is "state.sqlite" or "state.postgresql" ? ["a=1", "b=2", "none="] : ["none=", "b=2", "a=1"];
        var items = read.Items.Select(item => $"{item.Key[state.Key("").Length..]}={item.Data.ToStringUtf8()}");
        Assert.Equal(expected, state.Type == "state.postgresql" ? [.. items.Take(2).Order(), .. items.Skip(2)] : items);
        Assert.All(read.Items, item => Assert.Equal(item.Data.IsEmpty, item.Etag.Length == 0));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Bulk_NoKeys_IsEmpty(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        Assert.Empty((await state.BulkAsync()).Items);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_TwoItemsOneWrongEtag_StoresTheOther_Check16(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("bad", "old"));

        await Expect.FailureAsync(
            StatusCode.Aborted, "possible etag mismatch", () => state.SaveAsync(state.Item("good", "new"), state.Item("bad", "new", "77")));

        Assert.Equal(("new", "old"), (await state.TextAsync("good"), await state.TextAsync("bad")));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task DeleteBulk_OneWrongEtag_DeletesTheOther_Section2_4(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("good", "v"), state.Item("bad", "v"));
        var request = new DeleteBulkStateRequest
        {
            StoreName = state.Name,
            States = { state.Item("good", ""), state.Item("bad", "", "77") },
        };

        var failure = await Expect.FailureAsync(
            StatusCode.Aborted,
            $"failed deleting state in state store {state.Name}",
            async () => await state.Client.DeleteBulkStateAsync(request));

        Assert.Equal("ERR_STATE_BULK_DELETE", Expect.Reason(failure));
        Assert.Equal(("", "v"), (await state.TextAsync("good"), await state.TextAsync("bad")));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.OfEmptyValues), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_JsonContentType_IsRewritten_Check17(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        const string Json = """{ "n": 12345678901234567890, "a": "<x>" }""";
        var expected = state.Type == "state.redis"
            ? """{"n":12345678901234567000,"a":"<x>"}"""
            : """{"a":"\u003cx\u003e","n":12345678901234567000}""";
        var typed = state.Item("typed", Json);
        typed.Metadata["contentType"] = "application/json";

        await state.SaveAsync(typed);
        await state.SaveAsync(state.Item("plain", Json));

        Assert.Equal((expected, Json), (await state.TextAsync("typed"), await state.TextAsync("plain")));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_JsonContentTypeWithoutJson_IsUnknown_Check17(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        var item = state.Item("k", "{bad");
        item.Metadata["contentType"] = "application/json";

        await Expect.FailureAsync(StatusCode.Unknown, "", () => state.SaveAsync(item));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_TimeToLiveThatIsNoNumber_IsInternal_Section2_3(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        var item = state.Item("k", "v");
        item.Metadata["ttlInSeconds"] = "abc";

        await Expect.FailureAsync(StatusCode.Internal, $"failed saving state in state store {state.Name}", () => state.SaveAsync(item));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.OfEmptyValues), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_EmptyValue_IsStored_Section2_5(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await state.SaveAsync(state.Item("k", ""));

        Assert.NotEmpty((await state.GetAsync("k")).Etag);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Atomic), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_EtagWithExplicitLastWrite_HonoursTheEtag_Section2_5(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("k", "v1"));

        await Expect.FailureAsync(
            StatusCode.Aborted,
            "possible etag mismatch",
            () => state.SaveAsync(state.Item("k", "v2", "77", Concurrency.ConcurrencyLastWrite)));
    }
}
