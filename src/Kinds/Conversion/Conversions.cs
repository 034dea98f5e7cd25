using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>Objects of kinds that are offered in several versions, from the form of one version to that of another.</summary>
public static partial class Conversions
{
    // The names that differ between an Event of the core group and one of events.k8s.io.
    private static readonly (string Core, string Own)[] EventNames =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    /// <summary>Changes <paramref name="body"/> into the form of <paramref name="to"/>.</summary>
    public static void Convert(Kind to, DraftObject body)
    {
        switch (body.String("apiVersion"), to.ApiVersion)
        {
            case ("v1", "events.k8s.io/v1"):
                foreach (var (core, own) in EventNames) Rename(body, core, own);
                break;
            case ("events.k8s.io/v1", "v1"):
                foreach (var (core, own) in EventNames) Rename(body, own, core);
                break;
            case ("autoscaling/v1", "autoscaling/v2"): ToManyMetrics(to, body); break;
            case ("autoscaling/v2", "autoscaling/v1"): ToOneMetric(body); break;
        }
        (body["kind"], body["apiVersion"]) = (to.Name, to.ApiVersion);
    }

    /// <summary>What a field by which objects are selected is called in the version <paramref name="to"/>.</summary>
    public static string Field(Kind to, string field)
    {
        if (!string.Equals(to.Name, "Event", StringComparison.Ordinal)) return field;
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? field : field[..dot];
        var found = EventNames.FirstOrDefault(n => string.Equals(to.Group.Length == 0 ? n.Own : n.Core, head, StringComparison.Ordinal));
        var name = to.Group.Length == 0 ? found.Core : found.Own;
        return name is null ? field : name + field[head.Length..];
    }

    private static void Rename(DraftObject body, string from, string to)
    {
        if (body[from] is not { } value) return;
        body.Remove(from);
        body[to] = value;
    }
}
