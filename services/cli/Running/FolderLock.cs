namespace Mesh.Cli.Running;

/// <summary>The exclusive opening of one file, which says whose a folder is. It ends with the process that holds it, however that
/// ends.</summary>
internal static class FolderLock
{
    private static readonly TimeSpan ProbeMax = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromMilliseconds(20);

    // "Try again" on Linux, on macOS, and a sharing violation on Windows. Any other error of opening is about something else.
    private static readonly int[] HeldErrors = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Takes the lock; null when somebody has it. One who only looks whether it is taken is waited for.</summary>
    public static async Task<FileStream?> TakeAsync(string file, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += ProbePeriod)
        {
            if (TryTake(file) is { } taken)
            {
                return taken;
            }

            if (waited >= ProbeMax)
            {
                return null;
            }

            await Task.Delay(ProbePeriod, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>True when somebody has it now.</summary>
    public static bool IsHeld(string file)
    {
        if (!File.Exists(file))
        {
            return false;
        }

        using var taken = TryTake(file);
        return taken is null;
    }

    private static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem) when (HeldErrors.Contains(problem.HResult))
        {
            return null;
        }
    }
}
