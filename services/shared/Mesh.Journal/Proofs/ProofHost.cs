using Mesh.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Proofs;

/// <summary>
/// Extends the trees of the partitions that this replica owns, beside everything else: it works a tenth of the time while commits go on,
/// and without rest when there are none. A tree that is behind costs whoever asks for a proof the time to extend it, and nobody else.
/// </summary>
internal sealed class ProofHost(ICommittedHeads heads, JournalProofs proofs, TimeProvider time, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    private readonly ILogger logger = loggers.CreateLogger("Mesh.Journal");
    private readonly CancellationTokenSource stopping = new();
    private readonly bool[] isGivenUp = new bool[heads.Count];
    private Task building = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        building = BuildAsync(stopping.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await building;
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        using var period = new PeriodicTimer(ProofLimits.Period, time);
        try
        {
            while (await period.WaitForNextTickAsync(cancellationToken))
            {
                while (await TryRoundAsync(cancellationToken))
                {
                    // One step a partition and round, so that a long tree keeps no other waiting.
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Takes one step for each tree that is behind; false when none is, or when the next round had better wait.</summary>
    private async Task<bool> TryRoundAsync(CancellationToken cancellationToken)
    {
        var isBehind = false;
        for (var number = 0; number < heads.Count; number++)
        {
            var isOurs = !isGivenUp[number] && heads.IsOwner(number);
            if (isOurs && heads.HeadOf(number) is { } head && proofs.BuiltThrough(number) < head.Sequence)
            {
                isBehind |= await TryStepAsync(number, head.Sequence, cancellationToken);
            }
        }

        return isBehind;
    }

    private async Task<bool> TryStepAsync(int number, ulong through, CancellationToken cancellationToken)
    {
        try
        {
            var began = time.GetTimestamp();
            var reached = await proofs.BuildAsync(number, through, cancellationToken);
            if (heads.HeadOf(number)?.Sequence != through)
            {
                await Task.Delay(ProofLimits.RestFactor * time.GetElapsedTime(began), time, cancellationToken);
            }

            return reached < through;
        }
        catch (ServiceUnavailableException trouble)
        {
            // What is damaged stays so until an operator has looked: it is reported once.
            isGivenUp[number] = trouble.InnerException is ProofsDamagedException or JournalDamagedException;
            if (!isGivenUp[number])
            {
                Log.ProofsDelayed(logger, trouble, number);
            }

            return false;
        }
    }
}
