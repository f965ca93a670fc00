using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Mesh.Journal;

/// <summary>What the journal of one service is told from outside.</summary>
/// <param name="PartitionCount">Partitions of the service. Range: 1 to 256. Fixed when the store is first used: another number is refused
/// at start.</param>
/// <param name="Replica">Name of this process among the replicas of its service; every record that it writes says it. Not empty.</param>
/// <param name="Address">Where peers reach this replica, as <c>host:port</c>. Not empty.</param>
public sealed record JournalOptions(int PartitionCount, string Replica, string Address)
{
    /// <summary>
    /// Reads the settings from the environment (<c>MESH_PARTITIONS</c>, <c>MESH_REPLICA</c>, <c>MESH_PEER_ADDRESS</c>) or from
    /// <c>appsettings.json</c> (<c>Mesh:Partitions</c>, <c>Mesh:Replica</c>, <c>Mesh:PeerAddress</c>). The partition count is required.
    /// Replica defaults to the machine's name, the address to that name and the port that the service listens on. A service that listens at
    /// loopback alone (as it does unless <c>MESH_ADDRESS</c> says otherwise) is one of several on its machine: its address is there, and
    /// its port is part of its name.
    /// </summary>
    /// <exception cref="JournalStartException">A setting is missing or wrong; the message names it and how to give it.</exception>
    public static JournalOptions Read(IConfiguration configuration)
    {
        var port = configuration["CommandLine:Port"] ?? configuration["MESH_PORT"] ?? configuration["Mesh:Port"] ?? "0";
        var listens = configuration["CommandLine:Address"] ?? configuration["MESH_ADDRESS"] ?? configuration["Mesh:Address"] ?? "loopback";
        var isLocal = listens is "" or "loopback" || (IPAddress.TryParse(listens, out var ip) && IPAddress.IsLoopback(ip));
        var host = isLocal ? $"{IPAddress.Loopback}" : Environment.MachineName;
        var replica = configuration["MESH_REPLICA"] ?? configuration["Mesh:Replica"]
            ?? (isLocal ? $"{Environment.MachineName}:{port}" : Environment.MachineName);
        var address = configuration["MESH_PEER_ADDRESS"] ?? configuration["Mesh:PeerAddress"] ?? $"{host}:{port}";
        return new JournalOptions(ReadPartitionCount(configuration), replica, address);
    }

    private static int ReadPartitionCount(IConfiguration configuration)
    {
        var text = configuration["MESH_PARTITIONS"] ?? configuration["Mesh:Partitions"]
            ?? throw new JournalStartException(
                "the number of partitions is not set: set Mesh:Partitions in appsettings.json or MESH_PARTITIONS.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= JournalLimits.PartitionCountMax
            ? count
            : throw new JournalStartException(
                $"the number of partitions '{text}' is not a number from 1 to {JournalLimits.PartitionCountMax}: correct Mesh:Partitions " +
                "or MESH_PARTITIONS.");
    }
}
