using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of what a HorizontalPodAutoscaler measures.</summary>
internal static class MetricRules
{
    private const string ValueOrShare = "must set either a target raw value or a target utilization";
    private const string NotBoth = "may not set both a target raw value and a target utilization";

    /// <summary>The field that holds a metric, by its type.</summary>
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["ContainerResource"] = "containerResource",
        ["External"] = "external",
        ["Object"] = "object",
        ["Pods"] = "pods",
        ["Resource"] = "resource",
    };

    public static void Metrics(Place metrics, bool downToNothing)
    {
        foreach (var metric in metrics.Items) Metric(metric);
        if (downToNothing && !metrics.Items.Any(m => m["type"].Text is "Object" or "External"))
            metrics.Forbidden("must specify at least one Object or External metric to support scaling to zero replicas");
    }

    private static void Metric(Place metric)
    {
        var type = metric["type"];
        if (type.Text.Length == 0) type.Required("must specify a metric source type");
        var wanted = Sources.GetValueOrDefault(type.Text, "");
        string[] types = [.. Sources.Keys];
        if (wanted.Length == 0) type.NotSupported(types);
        var present = metric.Present("object", "external", "pods", "resource", "containerResource");
        if (present.Count > 0) Source(present[0]);
        if (wanted.Length == 0) type.NotSupported(types);
        else if (!metric[wanted].Exists) metric[wanted].Required("must populate information for the given metric source");
        if (present.Count > 1)
            foreach (var more in present.Where(p => p.Path != metric[wanted].Path)) more.Forbidden("must populate the given metric source only");
    }

    private static void Source(Place source)
    {
        var target = source["target"];
        var (value, average, share) = (target["value"].Exists, target["averageValue"].Exists, target["averageUtilization"].Exists);
        switch (source.Path[(source.Path.LastIndexOf('.') + 1)..])
        {
            case "object":
                AutoscalerRules.Target(source["describedObject"]);
                Identifier(source["metric"]);
                Target(target);
                if (!value && !average) target["averageValue"].Required("must set either a target value or averageValue");
                break;
            case "external":
                Identifier(source["metric"]);
                Target(target);
                if (!value && !average) target["averageValue"].Required("must set either a target value for metric or a per-pod target");
                if (value && average) target["value"].Forbidden("may not set both a target value for metric and a per-pod target");
                break;
            case "pods":
                Identifier(source["metric"]);
                Target(target);
                if (!average) target["averageValue"].Required("must specify a positive target averageValue");
                break;
            case "containerResource":
                if (source["name"].Text.Length == 0) source["name"].Required("must specify a resource name");
                else ResourceName(source["name"], source["name"].Text);
                if (source["container"].Text.Length == 0) source["container"].Required("must specify a container");
                else source["container"].InvalidEach(Names.Dns1123Label(source["container"].Text));
                ResourceTarget(target, average, share);
                break;
            default:
                source["name"].RequiredText("must specify a resource name");
                ResourceTarget(target, average, share);
                break;
        }
    }

    private static void ResourceTarget(Place target, bool average, bool share)
    {
        Target(target);
        if (!share && !average) target["averageUtilization"].Required(ValueOrShare);
        if (share && average) target["averageValue"].Forbidden(NotBoth);
    }

    private static void Identifier(Place metric)
    {
        var name = metric["name"];
        if (name.Text.Length == 0) name.Required("must specify a metric name");
        else name.InvalidEach(PathSegment(name.Text));
        Selector(metric["selector"]);
    }

    private static void Target(Place target)
    {
        var type = target["type"];
        if (type.Text.Length == 0) type.Required("must specify a metric target type");
        if (type.Text is not ("Utilization" or "Value" or "AverageValue")) type.Invalid(type.Text, "must be either Utilization, Value, or AverageValue");
        foreach (var amount in target.Present("value", "averageValue"))
            if (Quantity.TryParse(amount.Node.AsText(), out var quantity) && quantity.Sign <= 0) amount.Invalid(quantity.ToString(), "must be positive");
        if (target["averageUtilization"].Exists && target["averageUtilization"].Number < 1) target["averageUtilization"].Invalid("must be greater than 0");
    }
}
