namespace Mesh.Torture;

/// <summary>
/// Three times as many callers as the mesh needs to do its most. What it answers must not fall much, and no partition may change hands
/// because of it.
/// </summary>
internal sealed class Overload(IReadOnlyList<Uri> ledgers, History history, OwnerLog owners, TimeProvider time, int seed)
{
    private const int PeakCallers = 256;
    private const int Times = 3;
    private const int GoodputPercentMin = 70;
    private const int SeedStep = 1_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    private int crowdCount;

    /// <summary>Measures the peak, then the overload, and tells the history what does not hold.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var before = await RateAsync(PeakCallers, cancellationToken);
        var goodput = await RateAsync(Times * PeakCallers, cancellationToken);

        // Measured on both sides: a mesh that is still young gets faster meanwhile.
        var peak = Math.Max(before, await RateAsync(PeakCallers, cancellationToken));
        Summary = $"{goodput:#,0} transfers/s at {Times * PeakCallers} callers, {100 * goodput / peak:0} % of {peak:#,0} at {PeakCallers}";
        if (100 * goodput < GoodputPercentMin * peak)
        {
            history.Problem($"under overload: {Summary}; {GoodputPercentMin} % are promised");
        }

        if (owners.Claims(began, time.GetUtcNow()) is > 0 and var claims)
        {
            history.Problem($"under overload alone partitions were claimed {claims} times");
        }
    }

    /// <summary>What was found.</summary>
    public string Summary { get; private set; } = "";

    private async Task<double> RateAsync(int callers, CancellationToken cancellationToken)
    {
        await using var crowd = new Load(ledgers, history, time, seed + ++crowdCount * SeedStep);
        crowd.Start(callers, readers: 0, askers: 0);
        await Task.Delay(WarmUp, time, cancellationToken);
        var (before, began) = (history.Answered, time.GetTimestamp());
        await Task.Delay(Measured, time, cancellationToken);
        return (history.Answered - before) / time.GetElapsedTime(began).TotalSeconds;
    }
}
