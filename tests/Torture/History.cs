using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Torture;

/// <summary>What the clients saw: every acknowledged transfer, the longest calls, and what a reader saw that it should not have.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<string, Acknowledged> acknowledged = new();
    private readonly long[,] credited = new long[Accounts.Books.Length, Accounts.PerBook];
    private readonly ConcurrentDictionary<string, bool> refused = new();
    private readonly ConcurrentDictionary<string, bool> open = new();
    private readonly ConcurrentQueue<string> problems = new();
    private readonly Lock gate = new();
    private TimeSpan longest;
    private long answered;

    /// <summary>Every transfer that was acknowledged, by its id.</summary>
    public IReadOnlyDictionary<string, Acknowledged> All => acknowledged;

    /// <summary>Every transfer of which a caller was told that it was not made, and which nobody asked for again.</summary>
    public IEnumerable<string> Refused => refused.Keys;

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyCollection<string> Problems => problems;

    /// <summary>Writes answered so far.</summary>
    public long Answered => Volatile.Read(ref answered);

    /// <summary>Gets the longest call since the last time.</summary>
    public TimeSpan TakeLongest()
    {
        lock (gate)
        {
            var taken = longest;
            longest = TimeSpan.Zero;
            return taken;
        }
    }

    /// <summary>A transfer was acknowledged.</summary>
    public void Acknowledge(string id, Acknowledged transfer)
    {
        if (!acknowledged.TryAdd(id, transfer))
        {
            Problem($"transfer {id} was acknowledged twice to one caller");
        }

        Interlocked.Add(ref credited[transfer.Book, transfer.Credit], transfer.Amount);
        Interlocked.Increment(ref answered);
    }

    /// <summary>A caller was told that its transfer was surely not made, and leaves it at that.</summary>
    public void Refuse(string id) => refused[id] = true;

    /// <summary>A caller does not know what became of its transfer, and leaves it at that.</summary>
    public void LeaveOpen(string id) => open[id] = true;

    /// <summary>Says whether somebody was told that a transfer was made, or at least not that it was not.</summary>
    public bool MayBeApplied(string id) => acknowledged.ContainsKey(id) || open.ContainsKey(id);

    /// <summary>A call has ended.</summary>
    public void Took(long began)
    {
        var took = Stopwatch.GetElapsedTime(began);
        lock (gate)
        {
            longest = took > longest ? took : longest;
        }
    }

    /// <summary>What was acknowledged to be credited to an account by now.</summary>
    public long CreditedTo(int book, int account) => Interlocked.Read(ref credited[book, account]);

    /// <summary>Something is wrong.</summary>
    public void Problem(string problem) => problems.Enqueue(problem);
}
