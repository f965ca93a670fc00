using Mesh.Journal.Records;
using Mesh.Kernel;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Records;

public sealed class RecordReaderTests
{
    private readonly byte[] stored = Make(sequence: 130);

    [Fact]
    public void Read_EachSingleBitFlipped_IsRefused()
    {
        for (var bit = 0; bit < stored.Length * 8; bit++)
        {
            var damaged = stored.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            var failure = Assert.Throws<JournalDamagedException>(() => RecordReader.Read(partition: 4, sequence: 130, damaged));

            Assert.Equal(130UL, failure.Sequence);
            Assert.Equal(4, failure.Partition);
        }
    }

    [Fact]
    public void Read_EachTruncation_IsRefused()
    {
        for (var length = 0; length < stored.Length; length++)
        {
            Assert.Throws<JournalDamagedException>(() => RecordReader.Read(partition: 4, sequence: 130, stored.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Read_OneByteTooMany_IsRefused() =>
        Assert.Throws<JournalDamagedException>(() => RecordReader.Read(partition: 4, sequence: 130, (byte[])[.. stored, 0]));

    [Fact]
    public void Read_RecordOfAnotherNumber_SaysWhichItIs()
    {
        var failure = Assert.Throws<JournalDamagedException>(() => RecordReader.Read(partition: 4, sequence: 131, stored));

        Assert.Contains("says that it is record 130", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RecordOfTheLargestNumber_IsRead() =>
        Assert.Equal(ulong.MaxValue, RecordReader.Read(partition: 4, ulong.MaxValue, Make(ulong.MaxValue)).Sequence);

    private static byte[] Make(ulong sequence)
    {
        var draft = new RecordDraft();
        draft.Begin(new WriterIdentity(new byte[16], "replica", "address:1"), new Moment(99), formatVersion: 1);
        draft.Add(new TextMachine(), "some event");
        draft.Add(new TextMachine(), "another");
        return draft.Seal(sequence, ChainHash.Genesis("text", partition: 4)).Bytes.ToArray();
    }
}
