using System.Runtime.InteropServices;

namespace Mesh.Cli.Running;

/// <summary>Signals to other processes.</summary>
internal static partial class Signals
{
    private const int Sigterm = 15;

    /// <summary>Asks a process to stop; false when it could not be asked.</summary>
    public static bool Terminate(int pid) => !OperatingSystem.IsWindows() && Kill(pid, Sigterm) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
