namespace Mesh.Torture;

/// <summary>A safeguard of the journal that is switched off, and the fault under which the checkers have to notice.</summary>
/// <param name="Name">What is off, for the environment of the ledgers and for people.</param>
/// <param name="Fault">What happens to the mesh.</param>
/// <param name="Reports">Words of the reports of which it has to cause one.</param>
internal sealed record Weakness(string Name, string Fault, IReadOnlyList<string> Reports)
{
    /// <summary>Names to the ledgers what is off.</summary>
    public const string Variable = "MESH_TORTURE_WITHOUT";

    /// <summary>A linearizable read does not look at the head.</summary>
    public const string ReadLook = "the read look";

    /// <summary>After a failed append the key is not read again.</summary>
    public const string ReRead = "the re-read after an error";

    /// <summary>Whatever record is found under a number is taken for the own one.</summary>
    public const string IdCheck = "the id check";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Weakness> All =
    [
        new(ReadLook, "a host joins", ["but knew of"]),
        new(ReRead, "store fails after the effect", ["was told that nothing was done"]),

        // Whoever goes on after a lost race that it took for won breaks the chain: one shows before the other.
        new(IdCheck, "owner's sidecar killed", ["was acknowledged and is lost", "does not follow the record before it"]),
    ];
}
