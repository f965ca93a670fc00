using Mesh.Cli.Samples;

namespace Mesh.Cli.Commands;

/// <summary>Makes a file of payments.</summary>
internal static class SampleCommand
{
    public static int Run(int seed, int rows)
    {
        SampleFile.Write(SampleGenerator.Make(seed, rows), Console.Out);
        return 0;
    }
}
