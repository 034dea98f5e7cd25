using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling.Configuration;

internal static partial class PluginArgsReader
{
    private const string BadWeight = "not in valid range [1-100]";

    private static NodeResourcesFitArgs NodeResourcesFitOf(Node args, string path, ConfigFindings findings)
    {
        Expect(findings, args, path, "ignoredResources", "ignoredResourceGroups", "scoringStrategy");
        var groups = Texts(args["ignoredResourceGroups"u8]);
        for (var i = 0; i < groups.Count; i++)
            if (groups[i].Contains('/', StringComparison.Ordinal)) findings.Add(FieldErrors.Invalid($"{path}.ignoredResourceGroups[{i}]", groups[i], "resource group name can't contain '/'"));
        return new NodeResourcesFitArgs
        {
            IgnoredResources = Texts(args["ignoredResources"u8]),
            IgnoredResourceGroups = groups,
            Strategy = StrategyOf(args["scoringStrategy"u8], $"{path}.scoringStrategy", findings),
        };
    }

    private static IReadOnlyList<ResourceWeight> BalancedOf(Node args, string path, ConfigFindings findings)
    {
        Expect(findings, args, path, "resources");
        return WeightsOf(args["resources"u8], $"{path}.resources", most: 1, "resource weight of {0} not in valid range [1]", findings);
    }

    private static ScoringStrategy StrategyOf(Node strategy, string path, ConfigFindings findings)
    {
        if (!strategy.IsObject) return new ScoringStrategy();
        findings.Expect(strategy, path, "type", "resources", "requestedToCapacityRatio");
        var type = strategy["type"u8].AsStringOrNull() ?? "LeastAllocated";
        if (type is not ("LeastAllocated" or "MostAllocated" or "RequestedToCapacityRatio"))
            findings.Add(FieldErrors.NotSupported($"{path}.type", type, "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"));
        return new ScoringStrategy(type)
        {
            Resources = WeightsOf(strategy["resources"u8], $"{path}.resources", most: 100, "resource weight of {0} " + BadWeight, findings),
            Shape = type == "RequestedToCapacityRatio" ? ShapeOf(strategy["requestedToCapacityRatio"u8]["shape"u8], $"{path}.requestedToCapacityRatio.shape", findings) : [],
        };
    }

    private static IReadOnlyList<ResourceWeight> WeightsOf(Node list, string path, long most, string detail, ConfigFindings findings)
    {
        if (list.Count == 0) return ResourceWeight.Usual;
        var all = new List<ResourceWeight>();
        foreach (var item in list.Items)
        {
            var name = item["name"u8].AsString();
            var at = $"{path}[{all.Count}]";
            findings.Expect(item, at, "name", "weight");
            all.Add(new ResourceWeight(name, findings.Number(item, at, "weight", 1, 1, most, detail.Replace("{0}", name, StringComparison.Ordinal))));
        }
        return all;
    }

    private static List<UtilizationPoint> ShapeOf(Node list, string path, ConfigFindings findings)
    {
        var shape = new List<UtilizationPoint>();
        if (list.Count == 0) findings.Add(FieldErrors.Required(path, "at least one point must be specified"));
        foreach (var item in list.Items)
        {
            var at = $"{path}[{shape.Count}]";
            var point = new UtilizationPoint(
                (int)findings.Number(item, at, "utilization", 0, 0, 100, "not in valid range [0-100]"), (int)findings.Number(item, at, "score", 0, 0, 10, "not in valid range [0-10]"));
            if (shape.Count > 0 && point.Utilization <= shape[^1].Utilization) findings.Add(FieldErrors.Invalid($"{at}.utilization", point.Utilization, "utilization values must be sorted in increasing order"));
            shape.Add(point);
        }
        return shape;
    }

    private static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }
}
