using System.Globalization;
using Timonier.Cel;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom.Definitions;

/// <summary>The rules within a schema can be compiled, and neither one of them nor all together may become too dear.</summary>
internal sealed class ExpressionRules
{
    private const int Shown = 4;
    private readonly List<(Place Where, ulong Cost)> costs = [];

    public static void Check(Place schema)
    {
        var rules = new ExpressionRules();
        rules.Walk(schema, isRoot: true, times: 1, uncorrelated: null);
        rules.Total(schema);
    }

    private void Total(Place schema)
    {
        var total = costs.Aggregate(0UL, (sum, c) => Sum(sum, c.Cost));
        if (total <= (ulong)CelCostLimits.EstimatePerDefinition) return;
        foreach (var (where, _) in costs.OrderByDescending(c => c.Cost).Take(Shown))
            where.Forbidden("contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
        schema.Forbidden(TooDear("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total, CelCostLimits.EstimatePerDefinition));
    }

    /// <param name="times">How many values may stand at this place.</param>
    /// <param name="uncorrelated">The place below which old and new values cannot be told to be of one another; null where they can.</param>
    private void Walk(Place schema, bool isRoot, ulong times, string? uncorrelated)
    {
        if (schema["x-kubernetes-validations"].Count > 0) Rules(schema, isRoot, times, uncorrelated);
        var below = schema["x-kubernetes-map-type"].Text == "atomic" ? uncorrelated ?? schema.Path : uncorrelated;
        foreach (var (_, property) in schema["properties"].Entries) Walk(property, isRoot: false, times, below);
        if (schema["additionalProperties"].Node.IsObject) Walk(schema["additionalProperties"], isRoot: false, Product(times, SizeOf(schema)), below);
        if (schema["items"].Node.IsObject)
            Walk(schema["items"], isRoot: false, Product(times, SizeOf(schema)), schema["x-kubernetes-list-type"].Text == "map" ? uncorrelated : uncorrelated ?? schema.Path);
    }

    // More values than fit into a request cannot come.
    private static ulong SizeOf(Place schema) => CelSchema.ToType(schema.Node) is { MaxSize: >= 0 and var size } ? (ulong)size : (ulong)CelCostLimits.RequestBytes;

    private void Rules(Place schema, bool isRoot, ulong times, string? uncorrelated)
    {
        var written = SchemaReader.Read(schema.Node).Rules;
        var compiled = CompiledRule.Of(schema.Node, written, isRoot || schema["x-kubernetes-embedded-resource"].Node.AsBool());
        foreach (var (rule, place) in compiled.Zip(schema["x-kubernetes-validations"].Items))
        {
            if (rule.Program is not { } program) place["rule"].Add(FieldErrors.InvalidRaw(place["rule"].Path, place.Node.ToString(), rule.Fault));
            else Cost(place["rule"], program, "estimated rule cost", times);
            if (rule.MessageFault.Length > 0) place["messageExpression"].Add(FieldErrors.InvalidRaw(place["messageExpression"].Path, place.Node.ToString(), rule.MessageFault));
            else if (rule.Message is { } message) Cost(place["messageExpression"], message, "estimated messageExpression cost", times);
            if (rule.UsesOldSelf && uncorrelated is not null)
                place["rule"].Invalid($"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelated}");
            else if (!rule.UsesOldSelf && rule.Program is not null && place["optionalOldSelf"].Exists) place["optionalOldSelf"].Invalid("may not be set if oldSelf is not used in rule");
            if (rule.Rule.FieldPath.Length > 0 && !LeadsSomewhere(schema, rule.Rule.FieldPath)) place["fieldPath"].Invalid("fieldPath must be a valid path");
        }
    }

    private void Cost(Place where, CelProgram program, string what, ulong times)
    {
        var cost = Product(program.Estimate().Most, times);
        costs.Add((where, cost));
        if (cost > (ulong)CelCostLimits.EstimatePerRule) where.Forbidden(TooDear(what, cost, CelCostLimits.EstimatePerRule));
    }

    private static bool LeadsSomewhere(Place schema, string path)
    {
        if (JsonPath.Parse(path).Path?.Names is not { } names) return false;
        foreach (var name in names)
        {
            var property = schema["properties"].Key(name);
            schema = property.Exists ? property : schema["additionalProperties"];
            if (!schema.Node.IsObject) return false;
        }
        return true;
    }

    private static string TooDear(string what, ulong cost, long limit)
    {
        var factor = cost / (double)limit;
        var shown = factor > 100 ? "more than 100x" : factor < 1.5 ? factor.ToString("F6", CultureInfo.InvariantCulture) + "x" : factor.ToString("F1", CultureInfo.InvariantCulture) + "x";
        return $"{what} exceeds budget by factor of {shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }

    private static ulong Sum(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    private static ulong Product(ulong left, ulong right) => left != 0 && right > ulong.MaxValue / left ? ulong.MaxValue : left * right;
}
