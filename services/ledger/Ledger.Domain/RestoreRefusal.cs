namespace Mesh.Ledger.Domain;

/// <summary>Why events are not restored, in the order in which it is checked.</summary>
public enum RestoreRefusal
{
    /// <summary>Something was decided in the book that was not restored, or its restoring is finished.</summary>
    BookNotEmpty = 1,

    /// <summary>The events right before these are not there yet.</summary>
    Gap = 2,

    /// <summary>The event is later than now.</summary>
    TimeMustNotAdvance = 3,

    /// <summary>The rules do not make this event of the book as it was left by the events before it.</summary>
    EventNotReproduced = 4,
}
