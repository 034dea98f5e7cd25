using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of a Job's failure and success policies.</summary>
internal static class JobPolicyRules
{
    private const int MostRules = 20;
    private const int MostConditions = 20;
    private const int MostExitCodes = 255;
    private const int LongestIndexes = 64 * 1024;

    public static void Failure(Place spec)
    {
        var rules = spec["podFailurePolicy"]["rules"];
        rules.AtMostItems(MostRules);
        var pod = spec.At("template.spec");
        var containers = pod["containers"].Items.Concat(pod["initContainers"].Items).Select(c => c["name"].Text).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in rules.Items)
        {
            Action(rule["action"], spec["backoffLimitPerIndex"].Exists);
            var (codes, conditions) = (rule["onExitCodes"], rule["onPodConditions"]);
            if (codes.Exists) ExitCodes(codes, containers);
            conditions.AtMostItems(MostConditions);
            foreach (var condition in conditions.Items) Condition(condition);
            if (codes.Exists && conditions.Count > 0) rule.InvalidAsAWhole("specifying both OnExitCodes and OnPodConditions is not supported");
            if (!codes.Exists && conditions.Count == 0) rule.InvalidAsAWhole("specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    private static void Action(Place action, bool perIndex)
    {
        if (action.Text == "FailIndex" && !perIndex) action.Invalid("requires the backoffLimitPerIndex to be set");
        else OneOfOrListed(action, "Count", "FailIndex", "FailJob", "Ignore");
    }

    private static void OneOfOrListed(Place place, params string[] values)
    {
        if (place.Text.Length == 0) place.Required($"valid values: [{string.Join(' ', values.Select(GoText.Quote))}]");
        else place.OneOf(values);
    }

    private static void Condition(Place condition)
    {
        condition["type"].InvalidEach(condition["type"].Text, Names.LabelKey(condition["type"].Text));
        OneOfOrListed(condition["status"], "False", "True", "Unknown");
    }

    private static void ExitCodes(Place codes, HashSet<string> containers)
    {
        OneOfOrListed(codes["operator"], "In", "NotIn");
        var name = codes["containerName"];
        if (name.Exists && !containers.Contains(name.Text)) name.Invalid("must be one of the container or initContainer names in the pod template");
        var values = codes["values"];
        if (values.Count == 0) values.Invalid("at least one value is required");
        values.AtMostItems(MostExitCodes);
        var seen = new HashSet<long>();
        var (before, ordered) = (long.MinValue, true);
        foreach (var value in values.Items)
        {
            if (codes["operator"].Text == "In" && value.Number == 0) value.Invalid("must not be 0 for the In operator");
            if (!seen.Add(value.Number)) value.Duplicate();
            ordered &= before <= value.Number;
            before = value.Number;
        }
        if (!ordered) values.Invalid("must be ordered");
    }

    public static void Success(Place spec)
    {
        var rules = spec["successPolicy"]["rules"];
        if (rules.Count == 0) rules.Required("at least one rules must be specified when the successPolicy is specified");
        rules.AtMostItems(MostRules);
        foreach (var rule in rules.Items) SuccessRule(rule, spec["completions"].Number);
    }

    private static void SuccessRule(Place rule, long completions)
    {
        var (count, indexes) = (rule["succeededCount"], rule["succeededIndexes"]);
        if (!count.Exists && !indexes.Exists) rule.Required("at least one of succeededCount or succeededIndexes must be specified");
        var total = 0;
        if (indexes.Exists)
        {
            indexes.AtMostBytes(LongestIndexes);
            if (IndexList.Parse(indexes.Text, completions, out var error) is { } list) total = list.Total;
            else indexes.Invalid("error parsing succeededIndexes: " + error);
        }
        if (!count.Exists) return;
        count.NotNegative();
        if (count.Number > completions) count.Invalid($"must be less than or equal to {completions} (the number of specified completions)");
        if (indexes.Exists && count.Number > total) count.Invalid($"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)");
    }
}
