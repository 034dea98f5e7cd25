using Timonier.Kernel;

namespace Timonier.Api.Authorization;

/// <summary>Whether rules that someone holds cover rules that they want to give away; what is missing, told briefly.</summary>
public static class RuleCover
{
    public static IReadOnlyList<AccessRule> Missing(IReadOnlyList<AccessRule> held, IEnumerable<AccessRule> wanted) =>
        [.. wanted.SelectMany(Split).Where(part => !held.Any(rule => Covers(rule, part)))];

    /// <summary>One line for each resource, in upstream's notation, verbs gathered.</summary>
    public static string Describe(IEnumerable<AccessRule> rules) => string.Join('\n', Gathered(rules).Select(Text).Order(StringComparer.Ordinal));

    /// <summary>One rule for each resource or path, its verbs together.</summary>
    public static IEnumerable<AccessRule> Gathered(IEnumerable<AccessRule> rules) => rules
        .GroupBy(Target)
        .Select(same => same.First() with { Verbs = [.. same.SelectMany(r => r.Verbs).Distinct(StringComparer.Ordinal)] });

    // Each part asks for one thing only: then a single held rule must cover it.
    private static IEnumerable<AccessRule> Split(AccessRule rule)
    {
        foreach (var verb in rule.Verbs)
        {
            foreach (var url in rule.NonResourceUrls) yield return new AccessRule([verb]) { NonResourceUrls = [url] };
            foreach (var group in rule.Groups)
            {
                foreach (var resource in rule.Resources)
                {
                    var part = new AccessRule([verb]) { Groups = [group], Resources = [resource] };
                    if (rule.ResourceNames.Count == 0) yield return part;
                    foreach (var name in rule.ResourceNames) yield return part with { ResourceNames = [name] };
                }
            }
        }
    }

    private static bool Covers(AccessRule held, AccessRule part)
    {
        if (!Has(held.Verbs, part.Verbs[0])) return false;
        if (part.NonResourceUrls is [var url])
            return held.NonResourceUrls.Any(own => own == url || (own.EndsWith('*') && url.StartsWith(own[..^1], StringComparison.Ordinal)));
        if (!Has(held.Groups, part.Groups[0]) || !HasResource(held.Resources, part.Resources[0])) return false;
        return held.ResourceNames.Count == 0 || (part.ResourceNames is [var name] && held.ResourceNames.Contains(name));
    }

    private static bool Has(IReadOnlyList<string> held, string wanted) => held.Contains("*") || held.Contains(wanted);

    private static bool HasResource(IReadOnlyList<string> held, string wanted)
    {
        if (Has(held, wanted)) return true;
        var slash = wanted.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && held.Contains("*" + wanted[slash..]);
    }

    private static string Target(AccessRule rule) => Text(rule with { Verbs = [] });

    private static string Text(AccessRule rule)
    {
        var parts = new List<string>();
        Add("APIGroups", rule.Groups);
        Add("Resources", rule.Resources);
        Add("NonResourceURLs", rule.NonResourceUrls);
        Add("ResourceNames", rule.ResourceNames);
        Add("Verbs", rule.Verbs);
        return "{" + string.Join(", ", parts) + "}";

        void Add(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0) parts.Add($"{name}:{Quoted(values)}");
        }
    }

    /// <summary>Texts as Go prints a list of them: quoted, between brackets, separated by spaces.</summary>
    public static string Quoted(IEnumerable<string> values) => $"[{string.Join(' ', values.Select(v => GoText.Quote(v)))}]";
}
