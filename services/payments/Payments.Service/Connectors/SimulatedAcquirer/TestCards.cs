namespace Mesh.Payments.Service.Connectors.SimulatedAcquirer;

/// <summary>How a test card behaves.</summary>
public enum TestCardBehaviour
{
    /// <summary>Everything is approved.</summary>
    Approve,

    /// <summary>The authorization is declined with the card's code.</summary>
    Decline,

    /// <summary>The authorization is done, but its answer is lost: a query says approved.</summary>
    AnswerLost,

    /// <summary>The first request is lost on its way: a query says that the acquirer never got it; the next request is approved.</summary>
    RequestLost,

    /// <summary>The answer is open, and so are the first two queries; the third says approved.</summary>
    OpenThenApproved,

    /// <summary>The answer is open, and so is the first query; the second says declined.</summary>
    OpenThenDeclined,

    /// <summary>The authorization is approved, every capture of its own is declined.</summary>
    CaptureDeclined,

    /// <summary>Authorization and capture are approved, every refund is declined.</summary>
    RefundDeclined,
}

/// <summary>
/// How cards behave: the first eight digits say it (docs/test-cards.md). Every other number is approved. A card whose expiry has passed is
/// declined, whatever its number.
/// </summary>
public static class TestCards
{
    private const int PrefixDigits = 8;

    /// <summary>Behaviour and decline code by the first eight digits.</summary>
    public static readonly IReadOnlyDictionary<string, (TestCardBehaviour Behaviour, string DeclineCode)> ByPrefix =
        new Dictionary<string, (TestCardBehaviour, string)>(StringComparer.Ordinal)
        {
            ["40000010"] = (TestCardBehaviour.Approve, ""),
            ["40000020"] = (TestCardBehaviour.Decline, "do_not_honor"),
            ["40000021"] = (TestCardBehaviour.Decline, "insufficient_funds"),
            ["40000022"] = (TestCardBehaviour.Decline, "lost_card"),
            ["40000023"] = (TestCardBehaviour.Decline, "stolen_card"),
            ["40000024"] = (TestCardBehaviour.Decline, "expired_card"),
            ["40000025"] = (TestCardBehaviour.Decline, "processing_error"),
            ["40000030"] = (TestCardBehaviour.AnswerLost, ""),
            ["40000031"] = (TestCardBehaviour.RequestLost, ""),
            ["40000040"] = (TestCardBehaviour.OpenThenApproved, ""),
            ["40000041"] = (TestCardBehaviour.OpenThenDeclined, "do_not_honor"),
            ["40000050"] = (TestCardBehaviour.CaptureDeclined, "capture_refused"),
            ["40000051"] = (TestCardBehaviour.RefundDeclined, "refund_refused"),
        };

    /// <summary>Gets how a number behaves.</summary>
    public static (TestCardBehaviour Behaviour, string DeclineCode) Of(string number) =>
        ByPrefix.TryGetValue(number[..PrefixDigits], out var found) ? found : (TestCardBehaviour.Approve, "");
}
