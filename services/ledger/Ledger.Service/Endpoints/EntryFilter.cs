using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Which entries are wanted.</summary>
/// <param name="Start">Recorded then or later; null from the first.</param>
/// <param name="End">Recorded before then; null to the last.</param>
/// <param name="Codes">With one of these codes; empty with any.</param>
/// <param name="Kinds">Of one of these kinds; empty of any.</param>
/// <param name="Side">Of this side; unspecified of both.</param>
internal sealed record EntryFilter(
    Moment? Start, Moment? End, IReadOnlySet<uint> Codes, IReadOnlySet<V1.EntryKind> Kinds, V1.EntrySide Side)
{
    private const int CodesMax = 100;

    /// <summary>True when entries within the time may be unwanted.</summary>
    public bool IsSelective => Codes.Count > 0 || Kinds.Count > 0 || Side != V1.EntrySide.Unspecified;

    public static EntryFilter Parse(V1.EntryFilter? filter, FieldViolations violations)
    {
        var given = filter ?? new V1.EntryFilter();
        if (given.Codes.Count > CodesMax || given.Codes.Any(code => code is 0 or > LedgerLimits.CodeMax))
        {
            violations.Add("codes", string.Create(
                CultureInfo.InvariantCulture, $"must be at most {CodesMax} codes, each from 1 to {LedgerLimits.CodeMax}"));
        }

        if (given.Kinds.Any(kind => kind == V1.EntryKind.Unspecified || !Enum.IsDefined(kind)))
        {
            violations.Add("kinds", "must be SINGLE, PENDING, POST, VOID, REVERSE or EXPIRY");
        }

        if (!Enum.IsDefined(given.Side))
        {
            violations.Add("side", "must be DEBIT or CREDIT, or absent");
        }

        var start = LedgerWire.ParseTime(given.StartTime, LedgerLimits.ClientTimeEnd, "start_time", violations);
        var end = LedgerWire.ParseTime(given.EndTime, LedgerLimits.ClientTimeEnd, "end_time", violations);
        if (start > end)
        {
            violations.Add("end_time", "must not be before start_time");
        }

        return new EntryFilter(start, end, given.Codes.ToHashSet(), given.Kinds.ToHashSet(), given.Side);
    }

    public bool Wants(in AccountEntry entry) =>
        (Codes.Count == 0 || (entry.Terms is { } terms && Codes.Contains((uint)terms.Code)))
        && (Kinds.Count == 0 || Kinds.Contains(EntryWire.KindOf(entry)))
        && (Side == V1.EntrySide.Unspecified || Side == EntryWire.SideOf(entry));
}
