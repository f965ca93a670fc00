using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Ledger.Domain;
using Microsoft.FSharp.Core;

namespace Mesh.Ledger.Tests.Model;

/// <summary>
/// Runs a property over random commands. A failure is shrunk and printed with its seed; <c>MESH_TEST_SEED</c> runs the same again.
/// </summary>
internal static class Checking
{
    private const int Runs = 300;
    private const int CommandsMax = 60;

    public static void ForAllSequences(Action<LedgerCommand[]> property)
    {
        var seed = Environment.GetEnvironmentVariable("MESH_TEST_SEED") is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture)
            : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var replay = new Replay(new Rnd(seed, gamma: 0x9e3779b97f4a7c15), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true)
            .WithMaxTest(Runs).WithEndSize(CommandsMax).WithReplay(FSharpOption<Replay>.Some(replay));
        try
        {
            Check.One(config, Prop.ForAll(LedgerCommands.Sequences, property));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"MESH_TEST_SEED={seed}: {failure.Message}", failure);
        }
    }
}
