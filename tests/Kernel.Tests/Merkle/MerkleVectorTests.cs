using System.Text.Json;
using Mesh.Kernel.Merkle;

namespace Mesh.Kernel.Tests.Merkle;

/// <summary>The proofs of transparency-dev/merkle, most of which have to be refused.</summary>
public sealed class MerkleVectorTests
{
    private static readonly string VectorFile = Path.Combine(TestData.Folder, "merkle", "merkle_vectors.jsonl");

    [Theory]
    [InlineData("inclusion/", 98)]
    [InlineData("consistency/", 98)]
    [InlineData("subtreeinclusion/", 204)]
    [InlineData("subtreeconsistency/", 118)]
    public void Vectors_OfAKind_AreJudgedAsWritten(string kind, int count)
    {
        Assert.SkipUnless(File.Exists(VectorFile), $"{VectorFile} is absent: set MESH_TEST_DATA to the folder of test data");
        var vectors = File.ReadLines(VectorFile).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(vector => Text(vector, "_file").StartsWith(kind, StringComparison.Ordinal)).ToArray();

        var misjudged = vectors.Where(vector => Accepts(kind, vector) == vector.GetProperty("wantErr").GetBoolean());

        Assert.Equal(count, vectors.Length);
        Assert.Empty(misjudged.Select(vector => Text(vector, "_file")));
    }

    private static bool Accepts(string kind, JsonElement vector) => kind switch
    {
        "inclusion/" => MerkleProof.Includes(
            Bytes(vector, "leafHash"), Number(vector, "leafIdx"), Number(vector, "treeSize"), Bytes(vector, "root"), Proof(vector)),
        "consistency/" => MerkleProof.IsConsistent(
            Number(vector, "size1"), Bytes(vector, "root1"), Number(vector, "size2"), Bytes(vector, "root2"), Proof(vector)),
        "subtreeinclusion/" => MerkleProof.SubtreeIncludes(
            Bytes(vector, "leafHash"), Number(vector, "leafIdx"), Range(vector), Bytes(vector, "root"), Proof(vector)),
        "subtreeconsistency/" => MerkleProof.HasSubtree(
            Range(vector), Bytes(vector, "root1"), Number(vector, "size"), Bytes(vector, "root2"), Proof(vector)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static MerkleRange Range(JsonElement vector) => new(Number(vector, "start"), Number(vector, "end"));

    private static ulong Number(JsonElement vector, string name) => vector.GetProperty(name).GetUInt64();

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private static byte[] Bytes(JsonElement vector, string name) =>
        vector.GetProperty(name) is { ValueKind: JsonValueKind.String } present ? present.GetBytesFromBase64() : [];

    private static IReadOnlyList<ReadOnlyMemory<byte>> Proof(JsonElement vector) =>
        vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } hashes
            ? [.. hashes.EnumerateArray().Select(hash => (ReadOnlyMemory<byte>)(hash.GetString() is null ? [] : hash.GetBytesFromBase64()))]
            : [];
}
