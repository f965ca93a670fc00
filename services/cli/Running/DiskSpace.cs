using System.Globalization;

namespace Mesh.Cli.Running;

/// <summary>Watches the room on the disk that holds a mesh. A journal that cannot be written makes every service wait and retry, which is
/// right for a moment's trouble; a full disk, however, is for the user to mend.</summary>
internal static class DiskSpace
{
    private const long BytesMin = 4 * 1024 * 1024;
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Completes when there is too little room; gives what to tell the user.</summary>
    public static async Task<string> ScarceAsync(MeshFolder folder, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Problem(folder) is { } problem)
            {
                return problem;
            }

            await Task.Delay(LookPeriod, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>What to tell the user when there is too little room; null while there is enough.</summary>
    public static string? Problem(MeshFolder folder)
    {
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        return free >= BytesMin
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the disk of '{folder.Root}' is full ({free / 1024:#,0} KiB free, {BytesMin / 1024:#,0} needed): "
                + $"make room and start again; "
                    + $"nothing is lost and nothing is done twice."
            );
    }
}
