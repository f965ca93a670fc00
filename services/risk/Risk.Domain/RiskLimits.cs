namespace Mesh.Risk.Domain;

/// <summary>Every bound of risk, with unit, reason and source. Weights and limits of rules are with the rules.</summary>
public static class RiskLimits
{
    /// <summary>Items in one request: what one journal record holds.</summary>
    public const int ItemsMax = 8_190;

    /// <summary>Score from which a person should look.</summary>
    public const int ReviewScore = 50;

    /// <summary>Score from which a payment should not go on.</summary>
    public const int DeclineScore = 100;

    /// <summary>Characters of identifiers that clients give.</summary>
    public const int IdentifierCharactersMax = 64;

    /// <summary>Characters of the reason of a block list entry.</summary>
    public const int ReasonCharactersMax = 256;

    /// <summary>Entries on one page of a list.</summary>
    public const int PageSizeMax = 1_000;

    /// <summary>Entries on a page when the caller does not say.</summary>
    public const int PageSizeDefault = 100;

    /// <summary>Longest window of any rule: what is older is forgotten.</summary>
    public static readonly TimeSpan WindowMax = TimeSpan.FromHours(24);
}
