using System.Globalization;

namespace Mesh.Journal.Tests.Measurements;

/// <summary>What one load came to.</summary>
internal sealed record JournalLoadResult(long Commands, long Appends, TimeSpan Elapsed, TimeSpan Processor, long BytesPerCommand)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Commands / Elapsed.TotalSeconds,12:N0} commands/s {Appends / Elapsed.TotalSeconds,9:N0} appends/s " +
        $"{(double)Commands / Appends,8:N1} per append " +
        $"{Processor.TotalMicroseconds / Commands,8:N2} us CPU a command {BytesPerCommand,6} B a command");
}
