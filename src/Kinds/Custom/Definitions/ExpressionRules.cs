using System.Globalization;
using Timonier.Cel;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom.Definitions;

/// <summary>The rules within a schema can be compiled, and neither one of them nor all together may become too dear.</summary>
internal static class ExpressionRules
{
    private const int Shown = 4;

    public static void Check(Place schema)
    {
        var rules = CelSchemaRules.Compile(schema.Node);
        foreach (var fault in rules.Faults) schema.Add(FieldErrors.Invalid($"{schema.Path}.{fault.Path}", fault.Value, fault.Detail));
        foreach (var cost in rules.Costs)
            if (cost.Most > (ulong)CelCostLimits.EstimatePerRule)
                schema.Add(FieldErrors.Forbidden($"{schema.Path}.{cost.Path}", TooDear(cost.Path.EndsWith(".rule", StringComparison.Ordinal) ? "estimated rule cost" : "estimated messageExpression cost", cost.Most, CelCostLimits.EstimatePerRule)));
        Total(schema, rules.Costs);
    }

    private static void Total(Place schema, IReadOnlyList<CelRuleCost> costs)
    {
        var total = costs.Aggregate(0UL, (sum, cost) => sum > ulong.MaxValue - cost.Most ? ulong.MaxValue : sum + cost.Most);
        if (total <= (ulong)CelCostLimits.EstimatePerDefinition) return;
        foreach (var cost in costs.OrderByDescending(c => c.Most).Take(Shown))
            schema.Add(FieldErrors.Forbidden($"{schema.Path}.{cost.Path}", "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        schema.Forbidden(TooDear("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total, CelCostLimits.EstimatePerDefinition));
    }

    private static string TooDear(string what, ulong cost, long limit)
    {
        var factor = cost / (double)limit;
        var shown = factor > 100 ? "more than 100x" : factor < 1.5 ? factor.ToString("F6", CultureInfo.InvariantCulture) + "x" : factor.ToString("F1", CultureInfo.InvariantCulture) + "x";
        return $"{what} exceeds budget by factor of {shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
