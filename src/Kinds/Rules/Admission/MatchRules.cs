using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>What requests a webhook or a policy is asked about.</summary>
internal static class MatchRules
{
    private const int MostConditions = 64;

    /// <summary>Operations on resources.</summary>
    public static void Rule(Place rule)
    {
        var operations = rule["operations"];
        if (operations.Count == 0) operations.Required();
        StarAlone(operations, "operations");
        foreach (var operation in operations.Items) operation.OneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
        if (rule["apiGroups"].Count == 0) rule["apiGroups"].Required();
        StarAlone(rule["apiGroups"], "API groups");
        if (rule["apiVersions"].Count == 0) rule["apiVersions"].Required();
        StarAlone(rule["apiVersions"], "API versions");
        foreach (var version in rule["apiVersions"].Items) version.RequiredText("");
        Resources(rule["resources"]);
        rule["scope"].OneOf("*", "Cluster", "Namespaced");
    }

    private static void StarAlone(Place list, string others)
    {
        if (list.Count > 1 && list.Items.Any(i => i.Text == "*")) list.Invalid($"if '*' is present, must not specify other {others}");
    }

    private static void Resources(Place resources)
    {
        if (resources.Count == 0) resources.Required();
        var wholes = new HashSet<string>(StringComparer.Ordinal);
        var parts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in resources.Items)
        {
            item.RequiredText("");
            var names = item.Text.Split('/', 2);
            if (names.Length < 2) continue;
            if (wholes.Contains(names[0])) item.Invalid($"if '{names[0]}/*' is present, must not specify {item.Text}");
            if (parts.Contains(names[1])) item.Invalid($"if '*/{names[1]}' is present, must not specify {item.Text}");
            if (names[1] == "*") wholes.Add(names[0]);
            if (names[0] == "*") parts.Add(names[1]);
        }
        var all = resources.Items.Select(r => r.Text).ToList();
        if (all.Count > 1 && all.Contains("*/*")) resources.Invalid("if '*/*' is present, must not specify other resources");
        if (all.Contains("*") && all.Any(r => r.Length > 0 && r != "*" && !r.Contains('/', StringComparison.Ordinal)))
            resources.Invalid("if '*' is present, must not specify other resources without subresources");
    }

    /// <summary>The constraints of a policy or of its binding.</summary>
    public static void Constraints(Place match)
    {
        match["matchPolicy"].Choice("Equivalent", "Exact");
        foreach (var selector in (string[])["namespaceSelector", "objectSelector"])
        {
            if (!match[selector].Exists) match[selector].Required();
            else Selector(match[selector]);
        }
        foreach (var rule in match["resourceRules"].Items.Concat(match["excludeResourceRules"].Items))
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in rule["resourceNames"].Items)
            {
                name.InvalidEach(PathSegment(name.Text));
                if (!names.Add(name.Text)) name.Duplicate();
            }
            Rule(rule);
        }
    }

    /// <param name="conditions">A list of names and expressions.</param>
    /// <param name="hasParameters">Whether they belong to a policy with parameters.</param>
    public static void Conditions(Place conditions, bool hasParameters = false)
    {
        conditions.AtMostItems(MostConditions);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in conditions.Items)
        {
            var expression = condition["expression"];
            if (expression.Text.Trim().Length == 0) expression.Required();
            // What was stored keeps working, even if it would not be written today.
            else if ((!condition.IsUpdate || expression.Changed) && AdmissionExpressions.Fault(expression.Text.Trim(), hasParameters) is { } fault) expression.Invalid(fault);
            condition["name"].RequiredText(Names.LabelKey);
            if (condition["name"].Text.Length > 0 && !names.Add(condition["name"].Text)) condition["name"].Duplicate();
        }
    }
}
