namespace Mesh.Journal.Placement;

/// <summary>
/// How often a follower looks for records of the owner: at every beat while there are new ones, ever more seldom while there are none.
/// Whoever tells of a new record is heard at once, and a linearizable read looks by itself; this bounds the lag when nobody does either.
/// </summary>
internal sealed class FollowPace
{
    /// <summary>Time between two beats.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>The most beats between two looks: 2 s.</summary>
    private const int BeatsMax = 8;

    private ulong seenHead;
    private int beats = 1;
    private int beatsLeft = 1;

    /// <summary>Counts one beat; true when it is time to look.</summary>
    /// <param name="head">The newest record that the follower has applied.</param>
    public bool IsDue(ulong head)
    {
        if (head != seenHead)
        {
            seenHead = head;
            beats = 1;
            beatsLeft = 1;
        }

        if (--beatsLeft > 0)
        {
            return false;
        }

        beats = Math.Min(beats * 2, BeatsMax);
        beatsLeft = beats;
        return true;
    }
}
