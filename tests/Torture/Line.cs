namespace Mesh.Torture;

/// <summary>One line of the report.</summary>
/// <param name="Fault">What happened.</param>
/// <param name="Longest">Longest call meanwhile, and shortly after.</param>
/// <param name="CallMax">What it may be; null when nothing is promised of it.</param>
/// <param name="PerSecond">Transfers a second meanwhile.</param>
/// <param name="LostRaces">Lost races in the seconds after it.</param>
internal sealed record Line(string Fault, TimeSpan Longest, TimeSpan? CallMax, double PerSecond, int LostRaces)
{
    /// <summary>Lost races a second, once settled, at most.</summary>
    private const int LostRacesMax = 1;

    /// <summary>True when the line is as promised.</summary>
    public bool Holds => !(Longest > CallMax) && LostRaces <= LostRacesMax * (int)Torturer.Settled.TotalSeconds;
}
