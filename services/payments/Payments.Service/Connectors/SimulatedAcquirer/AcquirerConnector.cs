using Mesh.Dapr.State;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Connectors.SimulatedAcquirer;

/// <summary>An acquirer for development and tests. It opens its book at the first request and keeps it in a journal of its own.</summary>
public sealed class AcquirerConnector(
    IStateStore store, JournalOptions options, TimeProvider time, ILogger<AcquirerConnector> logger) : IConnector, IAsyncDisposable
{
    // Beyond every number that a service can have: JournalLimits.PartitionCountMax is 256.
    private const int BookNumber = 1_000;
    private readonly SemaphoreSlim opening = new(1);
    private Partition<AcquirerBook, AcquirerCommand, AcquirerReply, AcquirerEvent>? book;

    /// <inheritdoc/>
    public async Task<ConnectorAnswer> AuthorizeAsync(CardCharge charge, CancellationToken cancellationToken)
    {
        var (behaviour, declineCode) = TestCards.Of(charge.CardNumber);
        var hasExpired = IsExpired(charge);
        var entry = new AcquirerEntry(
            charge.Reference,
            charge.Tenant,
            EntryKind.Charge,
            charge.Reference,
            charge.Currency.Code,
            charge.AmountMinor,
            charge.Capture,
            hasExpired ? "expired_card"
                : behaviour == TestCardBehaviour.OpenThenDeclined ? "do_not_honor"
                : behaviour == TestCardBehaviour.Decline ? declineCode : "",
            OpenQueries: 0,
            hasExpired ? TestCardBehaviour.Decline : behaviour);
        return await AskAsync(new Charge(entry), cancellationToken) ?? ConnectorAnswer.Open;
    }

    /// <inheritdoc/>
    public async Task<ConnectorAnswer> FollowUpAsync(CardFollowUp followUp, CancellationToken cancellationToken) =>
        await AskAsync(new Follow(followUp), cancellationToken) ?? ConnectorAnswer.Open;

    /// <inheritdoc/>
    public Task<ConnectorAnswer?> QueryAsync(Id128 reference, CancellationToken cancellationToken) =>
        AskAsync(new Query(reference), cancellationToken);

    /// <inheritdoc/>
    public async Task<(Int128 CapturedMinor, Int128 RefundedMinor)> TotalsAsync(
        string tenant, string currencyCode, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(cancellationToken);
        var sums = await open.ReadAsync(state => state.Of(tenant, currencyCode), ReadConsistency.Linearizable, cancellationToken);
        return (sums.Captured, sums.Refunded);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        opening.Dispose();
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref book, null) is { } ended)
        {
            await ended.DisposeAsync();
        }
    }

    // The simulated network never loses an answer by accident: trouble of the store is trouble of the acquirer, and leaves the outcome
    // open.
    private async Task<ConnectorAnswer?> AskAsync(AcquirerCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var open = await OpenAsync(cancellationToken);
            return (await open.SubmitAsync(command, cancellationToken)).Answer;
        }
        catch (ServiceUnavailableException trouble)
        {
            Log.AcquirerAway(logger, trouble);
            return ConnectorAnswer.Open;
        }
    }

    private async Task<Partition<AcquirerBook, AcquirerCommand, AcquirerReply, AcquirerEvent>> OpenAsync(
        CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref book) is { IsServing: true } ready)
        {
            return ready;
        }

        await opening.WaitAsync(cancellationToken);
        try
        {
            if (book is not { IsServing: true })
            {
                await CloseAsync();
                var writer = WriterIdentity.CreateNew(options.Replica, options.Address);
                var opened = new Partition<AcquirerBook, AcquirerCommand, AcquirerReply, AcquirerEvent>(
                    BookNumber, new AcquirerMachine(), store, writer, time, logger, observer: null);
                await opened.StartAsync(cancellationToken);
                Volatile.Write(ref book, opened);
            }

            return book!;
        }
        finally
        {
            opening.Release();
        }
    }

    // A card is good to the end of its month (ISO/IEC 7813).
    private bool IsExpired(CardCharge charge)
    {
        var now = time.GetUtcNow();
        return charge.ExpiryYear * 12 + charge.ExpiryMonth < now.Year * 12 + now.Month;
    }
}
