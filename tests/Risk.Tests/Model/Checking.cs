using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Mesh.Risk.Tests.Model;

/// <summary>
/// Runs a property over random values. A failure is shrunk and printed with its seed; <c>MESH_TEST_SEED</c> runs the same again.
/// </summary>
internal static class Checking
{
    private const int Runs = 200;
    private const int SizeMax = 120;

    public static void ForAll<T>(Arbitrary<T> values, Action<T> property)
    {
        var seed = Environment.GetEnvironmentVariable("MESH_TEST_SEED") is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture)
            : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var replay = new Replay(new Rnd(seed, gamma: 0x9e3779b97f4a7c15), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true)
            .WithMaxTest(Runs).WithEndSize(SizeMax).WithReplay(FSharpOption<Replay>.Some(replay));
        try
        {
            Check.One(config, Prop.ForAll(values, property));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"MESH_TEST_SEED={seed}: {failure.Message}", failure);
        }
    }
}
