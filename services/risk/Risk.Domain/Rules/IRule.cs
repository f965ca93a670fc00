namespace Mesh.Risk.Domain.Rules;

/// <summary>
/// One reason to be careful. A rule looks at the payment and at what came before it; it changes nothing and takes a few steps only,
/// however much came before.
/// </summary>
public interface IRule
{
    /// <summary>Name, lower case with underscores; never renamed once published.</summary>
    string Name { get; }

    /// <summary>Points that a hit adds.</summary>
    int Points { get; }

    /// <summary>What it looks for, in English, with its limits.</summary>
    string Description { get; }

    /// <summary>Says why the rule applies, with value and limit and without personal data; null when it does not apply.</summary>
    string? Why(in RuleContext context);
}
