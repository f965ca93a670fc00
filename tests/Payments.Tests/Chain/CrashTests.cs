using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Chain;

/// <summary>
/// The process dies at every point where somebody outside can tell the difference: before and after each call to risk, ledger and acquirer
/// and each append. The next one takes up what was interrupted, the client repeats its requests, and there is exactly one effect.
/// </summary>
public sealed class CrashTests
{
    private const int PassagesMax = 200;

    public static TheoryData<string> Flows => ["automatic", "manual", "partial", "void", "decline", "refund", "wallet", "wallet refund",
        "request lost", "answer lost", "review", "poor"];

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task Flow_CrashedAtEveryPoint_EndsAsIfNothingHadHappened(string name)
    {
        var expected = await UndisturbedAsync(name);
        var crashCount = 0;
        for (var passage = 1; passage < PassagesMax; passage++)
        {
            await using var world = NewWorld();
            var crash = new CrashPoint(passage);
            var first = DieAsync(name, world, crash);
            await Task.WhenAny(first, crash.Crashed);
            if (!crash.HasCrashed)
            {
                Assert.True(crashCount >= 8, $"{name}: only {crashCount} points to die at.");
                return;
            }

            crashCount++;
            await using var second = await PaymentsProcess.StartAsync(world);
            await RunAsync(name, second);

            var found = await OutcomeAsync(world, second);
            Assert.True(expected == found, $"{name}, crashed at passage {passage}: {found} instead of {expected}.");
        }

        Assert.Fail($"{name} never got through.");
    }

    private static async Task<string> UndisturbedAsync(string name)
    {
        await using var world = NewWorld();
        await using var process = await PaymentsProcess.StartAsync(world);
        await RunAsync(name, process);
        return await OutcomeAsync(world, process);
    }

    // Not disposed: a process that is killed cleans nothing up.
    private static async Task DieAsync(string name, World world, CrashPoint crash) =>
        await RunAsync(name, await PaymentsProcess.StartAsync(world, crash));

    private static World NewWorld()
    {
        var world = new World();
        world.Ledger.Fund("alice", 10_000);
        return world;
    }

    private static async Task RunAsync(string name, PaymentsProcess process)
    {
        switch (name)
        {
            case "automatic":
                await AuthorizeAsync(process, Some.CardTerms(capture: CaptureMethod.Automatic));
                break;
            case "manual":
                await CaptureAsync(process, await AuthorizeAsync(process, Some.CardTerms()), requestId: 2, amountMinor: 0);
                break;
            case "partial":
                var partial = await AuthorizeAsync(process, Some.CardTerms());
                await CaptureAsync(process, partial, requestId: 2, amountMinor: 500);
                await CaptureAsync(process, partial, requestId: 3, amountMinor: 700, final: true);
                break;
            case "void":
                await VoidAsync(process, await AuthorizeAsync(process, Some.CardTerms()));
                break;
            case "decline":
                await AuthorizeAsync(process, Some.CardTerms(number: "4000002000000008", capture: CaptureMethod.Automatic));
                break;
            case "refund":
                await RefundAsync(process, await AuthorizeAsync(process, Some.CardTerms(capture: CaptureMethod.Automatic)));
                break;
            case "wallet":
                await AuthorizeAsync(process, Some.WalletTerms());
                break;
            case "wallet refund":
                await process.RunAsync(new BeginTopUp(Some.Tenant, Some.Id(9), "alice", Some.Euro, 300));
                await RefundAsync(process, await AuthorizeAsync(process, Some.WalletTerms(payee: "bob")));
                break;
            case "request lost":
                await AuthorizeAsync(process, Some.CardTerms(number: "4000003100000005", capture: CaptureMethod.Automatic));
                await process.RemindAtDueTimeAsync();
                break;
            case "answer lost":
                await AuthorizeAsync(process, Some.CardTerms(number: "4000003000000006", capture: CaptureMethod.Automatic));
                await process.RemindAtDueTimeAsync();
                break;
            case "review":
                process.World.Risk.Decision = Some.Review;
                await VoidAsync(process, await AuthorizeAsync(process, Some.CardTerms()));
                break;
            case "poor":
                await AuthorizeAsync(process, Some.WalletTerms(amountMinor: 20_000, capture: CaptureMethod.Manual));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(name));
        }
    }

    private static async Task<Payment> AuthorizeAsync(PaymentsProcess process, PaymentTerms terms) =>
        (await process.RunAsync(new BeginAuthorize(terms))).Payment!;

    private static Task<Accepted> CaptureAsync(
        PaymentsProcess process, Payment payment, int requestId, long amountMinor, bool final = false) =>
        process.RunAsync(new BeginCapture(Some.Tenant, Some.Id(requestId), payment.Id, amountMinor, final));

    private static Task<Accepted> VoidAsync(PaymentsProcess process, Payment payment) =>
        process.RunAsync(new BeginVoid(Some.Tenant, Some.Id(8), payment.Id));

    private static Task<Accepted> RefundAsync(PaymentsProcess process, Payment payment) =>
        process.RunAsync(new BeginRefund(Some.Tenant, Some.Id(7), payment.Id, 900));

    // Everything that money can tell, and where the payment stands.
    private static async Task<string> OutcomeAsync(World world, PaymentsProcess process)
    {
        await process.WhenQuietAsync();
        var ledger = world.Ledger;
        var payment = await process.ReadAsync(state => state.Payments.Single());
        var pending = await process.ReadAsync(state => state.PendingOperations.Count());
        var (captured, refunded) = await world.AcquirerTotalsAsync();
        return $"{payment.State} captured {payment.CapturedMinor} refunded {payment.RefundedMinor} held {payment.HeldMinor}"
            + $" failure {payment.Failure?.Code} pending {pending}; acquirer {captured} {refunded};"
            + $" ledger receivable {ledger.Of(AccountRole.AcquirerReceivable)} payable {ledger.Of(AccountRole.MerchantPayable, "shop")}"
            + $" alice {ledger.Of(AccountRole.Wallet, "alice")} bob {ledger.Of(AccountRole.Wallet, "bob")}"
            + $" bank {ledger.Of(AccountRole.Bank)} held {ledger.HeldMinor}; risk {world.Risk.DecidedCount}";
    }
}
