using Mesh.Kernel;
using Mesh.Testing.Bank;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>Applies events and keeps none.</summary>
internal sealed class PlainSink(BankState state) : EventSink<BankEvent>
{
    private readonly BankMachine machine = new();
    private int count;

    public override Moment Now => new(count);

    public override int Count => count;

    public override void Add(BankEvent happened)
    {
        machine.Apply(state, happened, Now);
        count++;
    }

    public override void TruncateTo(int kept) => count = kept;
}
