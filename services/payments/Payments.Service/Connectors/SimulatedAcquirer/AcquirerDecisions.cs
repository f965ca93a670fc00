using Mesh.Kernel;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Connectors.SimulatedAcquirer;

/// <summary>What the acquirer answers. Deterministic: the card decides (docs/test-cards.md).</summary>
internal static class AcquirerDecisions
{
    public static AcquirerReply Decide(AcquirerBook book, AcquirerCommand command, Action<AcquirerEvent> add) => command switch
    {
        Charge charge => new AcquirerReply(Decide(book, charge.Asked, add)),
        Follow follow => new AcquirerReply(Decide(book, follow.Asked, add)),
        Query query => new AcquirerReply(Answer(book, query.Reference, add)),
        _ => throw new System.Diagnostics.UnreachableException($"{command.GetType().Name} is not a command of the acquirer."),
    };

    private static ConnectorAnswer Decide(AcquirerBook book, AcquirerEntry asked, Action<AcquirerEvent> add)
    {
        if (book.Find(asked.Reference) is { } known)
        {
            return Final(known);
        }

        if (asked.Behaviour == TestCardBehaviour.RequestLost && !book.WasDropped(asked.Reference))
        {
            add(new Dropped(asked.Reference));
            return ConnectorAnswer.Open;
        }

        var openQueries = asked.Behaviour switch
        {
            TestCardBehaviour.OpenThenApproved => 2,
            TestCardBehaviour.OpenThenDeclined => 1,
            _ => 0,
        };
        var entry = asked with { OpenQueries = openQueries };
        add(new Entered(entry));
        return asked.Behaviour == TestCardBehaviour.AnswerLost ? ConnectorAnswer.Open : Final(entry);
    }

    private static ConnectorAnswer Decide(AcquirerBook book, CardFollowUp asked, Action<AcquirerEvent> add)
    {
        if (book.Find(asked.Reference) is { } known)
        {
            return Final(known);
        }

        if (book.Find(asked.ChargeReference) is not { DeclineCode.Length: 0 } charge)
        {
            return ConnectorAnswer.Declined("charge_not_found");
        }

        var entry = charge with
        {
            Reference = asked.Reference,
            Kind = (EntryKind)asked.Kind,
            AmountMinor = asked.AmountMinor,
            Capture = false,
            DeclineCode = DeclineCode(book.OfCharge(charge.Reference), charge, asked),
            OpenQueries = 0,
        };
        add(new Entered(entry));
        return Final(entry);
    }

    private static string DeclineCode(AcquirerTotals sums, AcquirerEntry charge, CardFollowUp asked) => asked.Kind switch
    {
        FollowUpKind.Capture when charge.Behaviour == TestCardBehaviour.CaptureDeclined => "capture_refused",
        FollowUpKind.Capture when sums.Captured + asked.AmountMinor > charge.AmountMinor => "exceeds_authorization",
        FollowUpKind.Refund when charge.Behaviour == TestCardBehaviour.RefundDeclined => "refund_refused",
        FollowUpKind.Refund when sums.Refunded + asked.AmountMinor > sums.Captured => "exceeds_capture",
        FollowUpKind.Capture or FollowUpKind.Void or FollowUpKind.Refund => "",
        _ => throw new System.Diagnostics.UnreachableException($"{asked.Kind} does not follow a charge."),
    };

    private static ConnectorAnswer? Answer(AcquirerBook book, Id128 reference, Action<AcquirerEvent> add)
    {
        if (book.Find(reference) is not { } entry)
        {
            return null;
        }

        if (entry.OpenQueries == 0)
        {
            return Final(entry);
        }

        add(new LeftOpen(reference));
        return ConnectorAnswer.Open;
    }

    private static ConnectorAnswer Final(AcquirerEntry entry) =>
        entry.OpenQueries > 0 ? ConnectorAnswer.Open
        : entry.DeclineCode.Length == 0 ? ConnectorAnswer.Approved
        : ConnectorAnswer.Declined(entry.DeclineCode);
}
