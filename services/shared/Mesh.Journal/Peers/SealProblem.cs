namespace Mesh.Journal.Peers;

/// <summary>What is wrong with a sealed message.</summary>
internal enum SealProblem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No valid key gives this seal: a stranger, a key that is not valid any more, or a changed message.</summary>
    WrongSeal,

    /// <summary>It was sealed too long ago, or the clocks differ too much.</summary>
    WrongTime,

    /// <summary>It is not the next one of its link: repeated, or one before it is missing.</summary>
    WrongNumber,

    /// <summary>It is from another service, or begins in another way than a link does.</summary>
    WrongContent,
}
