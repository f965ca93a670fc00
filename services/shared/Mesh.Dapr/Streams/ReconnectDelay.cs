namespace Mesh.Dapr.Streams;

/// <summary>
/// How long to wait before a stream is opened again: 50 ms doubling to 5 s, of which a random half, so that apps do not come back in step.
/// </summary>
internal sealed class ReconnectDelay(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = First;

    /// <summary>The next wait.</summary>
    /// <param name="lived">How long the last stream was accepted; zero when it never was. A long life ends the doubling, a short one does
    /// not.</param>
    public TimeSpan Next(TimeSpan lived)
    {
        var ceiling = lived >= Longest ? First : _next;
        _next = ceiling * 2 < Longest ? ceiling * 2 : Longest;
        return (ceiling / 2) + (ceiling / 2 * random.NextDouble());
    }
}
