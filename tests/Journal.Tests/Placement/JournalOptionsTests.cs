using Microsoft.Extensions.Configuration;

namespace Mesh.Journal.Tests.Placement;

public sealed class JournalOptionsTests
{
    [Fact]
    public void Read_EverythingSet_TakesIt()
    {
        var options = JournalOptions.Read(
            Configuration(("MESH_PARTITIONS", "64"), ("MESH_REPLICA", "a"), ("MESH_PEER_ADDRESS", "10.0.0.1:5001")));

        Assert.Equal(new JournalOptions(64, "a", "10.0.0.1:5001"), options);
    }

    [Fact]
    public void Read_OnlyTheCount_NamesTheMachineAndItsPortAtLoopback()
    {
        var options = JournalOptions.Read(Configuration(("Mesh:Partitions", "4"), ("MESH_PORT", "5001")));

        Assert.Equal(new JournalOptions(4, $"{Environment.MachineName}:5001", "127.0.0.1:5001"), options);
    }

    [Fact]
    public void Read_ListensForOthers_NamesTheMachine()
    {
        var options = JournalOptions.Read(Configuration(("Mesh:Partitions", "4"), ("MESH_PORT", "5001"), ("MESH_ADDRESS", "any")));

        Assert.Equal(new JournalOptions(4, Environment.MachineName, $"{Environment.MachineName}:5001"), options);
    }

    [Fact]
    public void Read_NoCount_NamesTheSetting()
    {
        var failure = Assert.Throws<JournalStartException>(() => JournalOptions.Read(Configuration()));

        Assert.Contains("MESH_PARTITIONS", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("257")]
    [InlineData("-4")]
    [InlineData("four")]
    [InlineData("")]
    public void Read_CountOutOfRange_NamesItAndTheRange(string count)
    {
        var failure = Assert.Throws<JournalStartException>(() => JournalOptions.Read(Configuration(("MESH_PARTITIONS", count))));

        Assert.Contains($"'{count}' is not a number from 1 to 256", failure.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
        .Build();
}
