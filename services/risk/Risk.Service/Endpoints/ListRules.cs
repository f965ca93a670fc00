using Mesh.Risk.Domain.Rules;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Lists the rules in force. They are part of the program, so no partition is asked.</summary>
internal static class ListRulesCall
{
    public static V1.ListRulesResponse Run()
    {
        var response = new V1.ListRulesResponse { RuleSetVersion = RuleSet.Version };
        response.Rules.AddRange(
            RuleSet.Rules.Select(rule => new V1.Rule { Name = rule.Name, Points = rule.Points, Description = rule.Description }));
        return response;
    }
}
