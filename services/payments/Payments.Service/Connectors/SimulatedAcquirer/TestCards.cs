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
/// The numbers that the simulated acquirer knows; documented in docs/test-cards.md. All are Luhn-valid and none was ever issued: they lie in the range 4000 00 00 00 00
/// that processors use for tests. Every other number is approved, unless its expiry has passed.
/// </summary>
public static class TestCards
{
    /// <summary>Number, behaviour, and the decline code where there is one.</summary>
    public static readonly IReadOnlyDictionary<string, (TestCardBehaviour Behaviour, string DeclineCode)> ByNumber =
        new Dictionary<string, (TestCardBehaviour, string)>(StringComparer.Ordinal)
        {
            ["4242424242424242"] = (TestCardBehaviour.Approve, ""),
            ["4000000000000002"] = (TestCardBehaviour.Decline, "do_not_honor"),
            ["4000000000009995"] = (TestCardBehaviour.Decline, "insufficient_funds"),
            ["4000000000009987"] = (TestCardBehaviour.Decline, "lost_card"),
            ["4000000000009979"] = (TestCardBehaviour.Decline, "stolen_card"),
            ["4000000000000069"] = (TestCardBehaviour.Decline, "expired_card"),
            ["4000000000000119"] = (TestCardBehaviour.Decline, "processing_error"),
            ["4000000000000309"] = (TestCardBehaviour.AnswerLost, ""),
            ["4000000000000408"] = (TestCardBehaviour.RequestLost, ""),
            ["4000000000000507"] = (TestCardBehaviour.OpenThenApproved, ""),
            ["4000000000000606"] = (TestCardBehaviour.OpenThenDeclined, "do_not_honor"),
            ["4000000000000705"] = (TestCardBehaviour.CaptureDeclined, "capture_refused"),
            ["4000000000000804"] = (TestCardBehaviour.RefundDeclined, "refund_refused"),
        };

    /// <summary>Gets how a number behaves.</summary>
    public static (TestCardBehaviour Behaviour, string DeclineCode) Of(string number) =>
        ByNumber.TryGetValue(number, out var found) ? found : (TestCardBehaviour.Approve, "");
}
