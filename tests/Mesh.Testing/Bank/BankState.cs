using Mesh.Kernel;

namespace Mesh.Testing.Bank;

/// <summary>Balances, and every command ever decided.</summary>
public sealed class BankState
{
    private const int VersionKey = 0;

    private readonly UndoTable<int, long> balances;
    private readonly UndoTable<int, long> counters;
    private readonly UndoTable<Id128, (int Content, BankResult Result)> decided;

    public BankState()
    {
        balances = new UndoTable<int, long>(Undo);
        counters = new UndoTable<int, long>(Undo);
        decided = new UndoTable<Id128, (int Content, BankResult Result)>(Undo);
    }

    /// <summary>Takes back what is provisional.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Number of commands decided.</summary>
    public long Version => counters.TryGet(VersionKey, out var version) ? version : 0;

    /// <summary>Accounts that ever paid or were paid, in ascending order.</summary>
    public IEnumerable<int> Accounts => balances.Keys.Order();

    /// <summary>Commands decided, in ascending order.</summary>
    public IEnumerable<Id128> Commands => decided.Keys.Order();

    /// <summary>Gets a balance; 0 of an account that was never used.</summary>
    public long BalanceOf(int account) => balances.TryGet(account, out var balance) ? balance : 0;

    /// <summary>Finds what a command came to.</summary>
    public (int Content, BankResult Result)? Find(Id128 command) => decided.TryGet(command, out var found) ? found : null;

    /// <summary>Writes balances as text, for comparison.</summary>
    public string Describe() => string.Join(',', Accounts.Select(account => $"{account}:{BalanceOf(account)}"));

    internal void Apply(BankEvent happened)
    {
        switch (happened)
        {
            case BankEvent.Moved(var leg):
                balances.Set(leg.From, BalanceOf(leg.From) - leg.Amount);
                balances.Set(leg.To, BalanceOf(leg.To) + leg.Amount);
                break;
            case BankEvent.Decided(var id, var content, var outcome):
                counters.Set(VersionKey, Version + 1);
                decided.Set(id, (content, new BankResult(outcome, Version)));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened} is no event of a bank.");
        }
    }
}
