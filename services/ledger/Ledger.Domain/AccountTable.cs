using System.Runtime.InteropServices;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// The accounts of one book under their numbers, which are the order of their creation, and found by identifier. Made for millions: rows
/// lie in pages of structs, and the index is one number a slot. Changes inside an open undo scope can be taken back.
/// </summary>
internal sealed class AccountTable(UndoLog log) : IUndoable
{
    /// <summary>Rows of a page: small enough to be copied between two batches.</summary>
    public const int PageRows = 512;

    private const int PageRowsFirst = 4;
    private const int SlotsFirst = 8;

    private readonly List<Account[]> pages = [];
    private readonly Dictionary<AccountProfile, AccountProfile> profiles = [];
    private readonly Stack<(int Number, Account Old)> undo = new();

    /// <summary>For each page until when its rows are up to date although what is around them is older: set by a snapshot.</summary>
    private readonly List<Moment> pageTimes = [];

    /// <summary>Number of the account plus one at the first free slot from its hash on; 0 in a free slot.</summary>
    private int[] slots = new int[SlotsFirst];

    /// <summary>Number of accounts.</summary>
    public int Count { get; private set; }

    /// <summary>Number of pages.</summary>
    public int PageCount => pages.Count;

    /// <summary>Gets an account by its number, from 0.</summary>
    public ref readonly Account this[int number] => ref pages[number / PageRows][number % PageRows];

    /// <summary>Finds the number of an account; -1 when there is none.</summary>
    public int Find(Id128 id)
    {
        for (var slot = SlotOf(id); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if (this[slots[slot] - 1].Id == id)
            {
                return slots[slot] - 1;
            }
        }

        return -1;
    }

    /// <summary>Adds an account, which must be new, under the next number.</summary>
    public void Add(in Account account)
    {
        Append(account);
        if (log.IsOpen)
        {
            undo.Push((Count - 1, default));
            log.Remember(this);
        }
    }

    /// <summary>Replaces an account.</summary>
    public void Set(int number, in Account account)
    {
        ref var row = ref Row(number);
        if (log.IsOpen)
        {
            undo.Push((number, row));
            log.Remember(this);
        }

        row = account;
    }

    /// <summary>Until when an account is up to date already: earlier events have nothing to change in it.</summary>
    public Moment TimeOf(int number) => pageTimes[number / PageRows];

    /// <summary>Gets the accounts of a page.</summary>
    public ReadOnlySpan<Account> Page(int page) => pages[page].AsSpan(0, Math.Min(PageRows, Count - page * PageRows));

    /// <summary>Adds a page that a snapshot has, behind those that are there; only the last one may be incomplete.</summary>
    public void Restore(ReadOnlySpan<Account> accounts, Moment time)
    {
        foreach (ref readonly var account in accounts)
        {
            Append(account);
        }

        pageTimes[^1] = time;
    }

    void IUndoable.UndoLast()
    {
        var (number, old) = undo.Pop();
        if (old.Profile is not null)
        {
            Row(number) = old;
            return;
        }

        // What was added last was put behind all others, so nothing is looked for beyond its slot.
        var slot = SlotOf(this[number].Id);
        while (slots[slot] != number + 1)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        slots[slot] = 0;
        Row(number) = default;
        Count--;
    }

    void IUndoable.ForgetLast() => undo.Pop();

    private void Append(in Account account)
    {
        if (Count == pages.Count * PageRows)
        {
            pages.Add(new Account[Count == 0 ? PageRowsFirst : PageRows]);
            pageTimes.Add(default);
        }

        var page = Count / PageRows;
        if (Count % PageRows == pages[page].Length)
        {
            Array.Resize(ref CollectionsMarshal.AsSpan(pages)[page], pages[page].Length * 2);
        }

        ref var profile = ref CollectionsMarshal.GetValueRefOrAddDefault(profiles, account.Profile, out _);
        profile ??= account.Profile;
        pages[page][Count % PageRows] = account with { Profile = profile };
        Count++;
        if (Count * 2 > slots.Length)
        {
            GrowSlots();
        }
        else
        {
            PutIntoSlot(Count - 1);
        }
    }

    private ref Account Row(int number) => ref pages[number / PageRows][number % PageRows];

    private void GrowSlots()
    {
        slots = new int[slots.Length * 2];
        for (var number = 0; number < Count; number++)
        {
            PutIntoSlot(number);
        }
    }

    private void PutIntoSlot(int number)
    {
        var slot = SlotOf(this[number].Id);
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        slots[slot] = number + 1;
    }

    private int SlotOf(Id128 id) => id.GetHashCode() & (slots.Length - 1);
}
