namespace Mesh.Risk.Domain;

/// <summary>
/// Every bound of risk, with unit, reason and source. Weights and limits of the rules are in <see cref="Rules.RuleSet"/>.
/// </summary>
public static class RiskLimits
{
    /// <summary>Payments in one request: what one journal batch holds (<c>JournalLimits.BatchItemsMax</c>).</summary>
    public const int ItemsMax = 8_190;

    /// <summary>Points from which a person should look: one strong sign. Our own scale, published in the contract.</summary>
    public const int ReviewScore = 50;

    /// <summary>Points from which a payment should not go on: two strong signs, or one that leaves no doubt.</summary>
    public const int DeclineScore = 100;

    /// <summary>Largest score, in points, that the contract promises. The weights of all rules together stay below it.</summary>
    public const int ScoreMax = 1_000;

    /// <summary>Largest amount in minor units, as for payments: sums of thousands of them stay far below 128 bits.</summary>
    public const long AmountMinorMax = 999_999_999_999_999;

    /// <summary>Characters of identifiers that clients give: as long as a tenant's name.</summary>
    public const int IdentifierCharactersMax = 64;

    /// <summary>Hexadecimal digits of a card fingerprint: 128 bits of a keyed hash.</summary>
    public const int FingerprintDigits = 32;

    /// <summary>Most digits of a card range: since 2022 an issuer's number has 8 (ISO/IEC 7812-1:2017).</summary>
    public const int BinDigits = 8;

    /// <summary>Least digits of a card range: issuers' numbers had 6 before, and of a short card number no more is kept.</summary>
    public const int BinDigitsMin = 6;

    /// <summary>Characters of the reason of a block list entry: a sentence or two.</summary>
    public const int ReasonCharactersMax = 256;

    /// <summary>Entries on one page of a list: at most 1.3 MiB, a third of a message.</summary>
    public const int PageSizeMax = 1_000;

    /// <summary>Entries on a page when the caller does not say: what a person looks through.</summary>
    public const int PageSizeDefault = 100;

    /// <summary>
    /// Payments that an event forgets at most once no window reaches them. More than one, so that memory follows a falling rate; few, so
    /// that the first payment after a quiet day is as quick as any other.
    /// </summary>
    public const int ForgottenPerEventMax = 4;

    /// <summary>Longest window of any rule: what is older is forgotten.</summary>
    public static readonly TimeSpan WindowMax = TimeSpan.FromHours(24);
}
