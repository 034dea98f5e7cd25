using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Autoscalers;

/// <summary>What one metric asks for, under which name that is told, and what the status says of it; or why it asks for nothing.</summary>
internal sealed record MetricProposal(int Replicas, string Name, DraftObject Status)
{
    /// <summary>Why there is no number: the reason of the condition, its text, and how it is told as one of several.</summary>
    public (string Reason, string Why, string Summary)? Failure { get; private init; }

    public static MetricProposal Of(Node metric, ScaleView scale, MetricReading reading, string @namespace) => metric["type"u8].AsString() switch
    {
        "Resource" => OfResource("resource", metric["resource"u8], scale, reading),
        "ContainerResource" => OfResource("containerResource", metric["containerResource"u8], scale, reading),
        "Pods" => OfPods(metric["pods"u8], scale, reading),
        "Object" => OfObject(metric["object"u8], scale, reading, @namespace),
        "External" => OfElsewhere(metric["external"u8], scale, reading, @namespace),
        _ => Failed("InvalidMetricSourceType", reading.Failure ?? "", ""),
    };

    private static MetricProposal OfResource(string member, Node source, ScaleView scale, MetricReading reading)
    {
        var (resource, container, target) = (source["name"u8].AsString(), source["container"u8].AsString(), source["target"u8]);
        var (reason, summary) = container.Length > 0
            ? ("FailedGetContainerResourceMetric", $"failed to get {container} container metric value: ")
            : ("FailedGetResourceMetric", $"failed to get {resource} resource metric value: ");
        var current = new DraftObject();
        ReplicaCount count;
        string name;
        if (target["averageValue"u8] is { Exists: true } average)
        {
            count = ReplicaCount.OfAverage(scale, reading, resource, Milli(average), $"unable to get metrics for resource {resource}");
            if (count.Failure is { } why) return Failed(reason, $"failed to get {resource} usage: {why}", summary);
            name = $"{resource} resource";
        }
        else if (target["averageUtilization"u8].AsInt32OrNull() is { } share)
        {
            count = ReplicaCount.OfUtilization(scale, reading, resource, container, share);
            if (count.Failure is { } why) return Failed(reason, $"failed to get {resource} utilization: {why}", summary);
            current["averageUtilization"] = count.Utilization;
            name = $"{resource} {(container.Length > 0 ? "container " : "")}resource utilization (percentage of request)";
        }
        else return Failed(reason, "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set", summary);
        current["averageValue"] = Print(count.Usage);
        var told = new DraftObject { ["name"] = resource };
        if (container.Length > 0) told["container"] = container;
        told["current"] = current;
        return new MetricProposal(count.Replicas, name, Told(member, told));
    }

    private static MetricProposal OfPods(Node source, ScaleView scale, MetricReading reading)
    {
        var name = source["metric"u8]["name"u8].AsString();
        var count = ReplicaCount.OfAverage(scale, reading, "", Milli(source["target"u8]["averageValue"u8]), $"unable to get metric {name}");
        return count.Failure is { } why
            ? Failed("FailedGetPodsMetric", why, "failed to get pods metric value: ")
            : new MetricProposal(count.Replicas, $"pods metric {name}", Told("pods", new DraftObject { ["metric"] = source["metric"u8], ["current"] = new DraftObject { ["averageValue"] = Print(count.Usage) } }));
    }

    private static MetricProposal OfObject(Node source, ScaleView scale, MetricReading reading, string @namespace)
    {
        const string Reason = "FailedGetObjectMetric";
        const string Summary = "failed to get object metric value: ";
        var (metric, described, target) = (source["metric"u8], source["describedObject"u8], source["target"u8]);
        var name = metric["name"u8].AsString();
        var isValue = target["type"u8].TextEquals("Value"u8) && target["value"u8].Exists;
        if (!isValue && !target["averageValue"u8].Exists) return Failed(Reason, "invalid object metric source: neither a value target nor an average value target was set", Summary);
        var unread = reading.Failure is { } silent ? $"unable to get metric {name}: {described["kind"u8].AsString()} on {@namespace} {described["name"u8].AsString()}/{silent}" : null;
        var count = Sum(scale, reading, unread, target, isValue);
        if (count.Failure is { } why) return Failed(Reason, isValue ? why : $"failed to get {name} object metric: {why}", Summary);
        var told = new DraftObject { ["metric"] = metric, ["current"] = Current(count, isValue), ["describedObject"] = described };
        return new MetricProposal(count.Replicas, isValue ? $"{described["kind"u8].AsString()} metric {name}" : External(metric), Told("object", told));
    }

    private static MetricProposal OfElsewhere(Node source, ScaleView scale, MetricReading reading, string @namespace)
    {
        const string Reason = "FailedGetExternalMetric";
        var (metric, target) = (source["metric"u8], source["target"u8]);
        var name = metric["name"u8].AsString();
        var summary = $"failed to get {name} external metric value: ";
        var isValue = !target["averageValue"u8].Exists;
        if (isValue && !target["value"u8].Exists) return Failed(Reason, "invalid external metric source: neither a value target nor an average value target was set", summary);
        var unread = reading.Failure is { } silent ? $"unable to get external metric {@namespace}/{name}/{AutoscalerModel.Print(metric["selector"u8])}: {silent}" : null;
        var count = Sum(scale, reading, unread, target, isValue);
        if (count.Failure is { } why) return Failed(Reason, isValue ? $"failed to get external metric {name}: {why}" : $"failed to get {name} external metric: {why}", summary);
        return new MetricProposal(count.Replicas, External(metric), Told("external", new DraftObject { ["metric"] = metric, ["current"] = Current(count, isValue) }));
    }

    private static ReplicaCount Sum(ScaleView scale, MetricReading reading, string? unread, Node target, bool isValue)
    {
        if (unread is not null) return ReplicaCount.Unknown(unread);
        var usage = reading.Values.Sum();
        return isValue ? ReplicaCount.OfValue(scale, usage, Milli(target["value"u8])) : ReplicaCount.OfShare(scale, usage, Milli(target["averageValue"u8]));
    }

    private static string External(Node metric) => $"external metric {metric["name"u8].AsString()}({AutoscalerModel.Print(metric["selector"u8])})";

    private static DraftObject Current(ReplicaCount count, bool isValue) => new() { [isValue ? "value" : "averageValue"] = Print(count.Usage) };

    private static DraftObject Told(string member, DraftObject told) => new() { ["type"] = char.ToUpperInvariant(member[0]) + member[1..], [member] = told };

    // Of a metric that is not known, the status holds an empty place.
    private static MetricProposal Failed(string reason, string why, string summary) => new(0, "", new DraftObject { ["type"] = "" }) { Failure = (reason, why, summary + why) };

    private static string Print(long milli) => Quantity.OfMilli(milli).ToString();

    private static long Milli(Node quantity) => Quantity.TryParse(quantity.AsText(), out var parsed) ? parsed.MilliValue : 0;
}
