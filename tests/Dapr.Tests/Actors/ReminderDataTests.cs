using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Dapr.Actors;

namespace Mesh.Dapr.Tests.Actors;

public sealed class ReminderDataTests
{
    [Theory]
    [InlineData("\"AAEC\"", "000102")]
    [InlineData("\"\"", "")]
    [InlineData("plain", "706C61696E")]
    [InlineData("\"not base64!\"", "226E6F74206261736536342122")]
    public void Decode_BytesValue_UndoesTheQuotedBase64AndLeavesOtherBytesAlone(string wrapped, string expectedHex) =>
        Assert.Equal(expectedHex, Convert.ToHexString(
            ReminderData.Decode(Any.Pack(new BytesValue { Value = ByteString.CopyFromUtf8(wrapped) })).Span));

    [Fact]
    public void Decode_None_IsEmpty()
    {
        Assert.True(ReminderData.Decode(null).IsEmpty);
        Assert.True(ReminderData.Decode(new Any()).IsEmpty);
    }
}
