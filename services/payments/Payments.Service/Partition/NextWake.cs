using Mesh.Kernel;

namespace Mesh.Payments.Service.Partition;

/// <summary>
/// Remembers when the partition's one reminder fires, so that a later wish never pushes an earlier one away. Safe for use by all threads.
/// </summary>
internal sealed class NextWake
{
    private readonly Lock gate = new();
    private Moment? next;

    /// <summary>True when the reminder has to be registered for this time, because it would fire later or not at all.</summary>
    public bool IsEarlier(Moment wish)
    {
        lock (gate)
        {
            if (next <= wish)
            {
                return false;
            }

            next = wish;
            return true;
        }
    }

    /// <summary>The reminder has fired, or could not be registered.</summary>
    public void Fired()
    {
        lock (gate)
        {
            next = null;
        }
    }
}
