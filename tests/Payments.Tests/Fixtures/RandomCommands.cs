using Mesh.Kernel;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Commands drawn from a seed: new ones, repeats, reused identifiers, and ends of what is under way.</summary>
internal sealed class RandomCommands(int seed)
{
    private static readonly string[] Codes = ["EUR", "JPY", "KWD"];
    private readonly Random random = new(seed);

    public PaymentCommand Next(PaymentsState state)
    {
        var pending = state.PendingOperations.OrderBy(one => one.Terms.Key.RequestId).ThenBy(one => one.Terms.Key.Kind).ToList();
        if (pending.Count > 0 && random.Next(2) == 0)
        {
            var operation = pending[random.Next(pending.Count)];
            return new Conclude(operation.Terms.Key, Outcome(operation.Terms.Key.Kind));
        }

        return random.Next(6) switch
        {
            0 or 1 => new BeginAuthorize(Terms()),
            2 => new BeginCapture(Some.Tenant, RequestId(), Payment(), random.Next(0, 700), random.Next(4) == 0),
            3 => new BeginVoid(Some.Tenant, RequestId(), Payment()),
            4 => new BeginRefund(Some.Tenant, RequestId(), Payment(), random.Next(0, 700)),
            _ => new BeginTopUp(Some.Tenant, RequestId(), "alice", Some.Money(Codes[random.Next(Codes.Length)]), random.Next(1, 1_000)),
        };
    }

    private PaymentTerms Terms()
    {
        var number = random.Next(1, 40);
        var capture = random.Next(2) == 0 ? CaptureMethod.Automatic : CaptureMethod.Manual;
        var terms = random.Next(2) == 0
            ? Some.CardTerms(number, random.Next(1, 4) * 300, capture)
            : Some.WalletTerms(number, random.Next(1, 4) * 300, capture);
        return terms with { Currency = Some.Money(Codes[random.Next(Codes.Length)]) };
    }

    private OperationOutcome Outcome(OperationKind kind) => random.Next(6) switch
    {
        0 => kind == OperationKind.Authorize ? new Unknown(Some.Allow, HoldPlaced: true) : new Unknown(Risk: null, HoldPlaced: false),
        1 when kind != OperationKind.TopUp => new Declined(new Failure("acquirer", "do_not_honor"), Risk: null),
        2 when kind == OperationKind.Authorize => new NeedsReview(Some.Review),
        _ => new Done(kind == OperationKind.Authorize ? Some.Allow : null),
    };

    private Id128 RequestId() => Some.Id(random.Next(1, 200));

    private PaymentId Payment() => PaymentId.Of(Some.Tenant, Some.Id(random.Next(1, 40)));
}
