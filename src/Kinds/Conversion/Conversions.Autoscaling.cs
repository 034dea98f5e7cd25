using Timonier.Documents;

namespace Timonier.Kinds;

public static partial class Conversions
{
    private const string Prefix = "autoscaling.alpha.kubernetes.io/";

    // autoscaling/v1 knows the target for cpu alone; all else travels in annotations, as JSON in the form of v2.
    private static readonly (string Annotation, string Place, string Field)[] Kept =
    [
        (Prefix + "metrics", "spec", "metrics"), (Prefix + "behavior", "spec", "behavior"),
        (Prefix + "current-metrics", "status", "currentMetrics"), (Prefix + "conditions", "status", "conditions"),
    ];

    private static void ToManyMetrics(Kind to, DraftObject body)
    {
        var metadata = body.Object("metadata");
        if (metadata["annotations"] is DraftObject annotations)
        {
            foreach (var (annotation, place, field) in Kept)
            {
                if (annotations[annotation] is not { } text) continue;
                annotations.Remove(annotation);
                if (Parsed(to, place, field, text.AsString()) is { } value) body.Object(place)[field] = value;
            }
            if (annotations.Count == 0) metadata.Remove("annotations");
        }
        Include(body.Object("spec"), "targetCPUUtilizationPercentage", "metrics", percent => new DraftObject
        {
            ["name"] = "cpu",
            ["target"] = new DraftObject { ["type"] = "Utilization", ["averageUtilization"] = percent },
        });
        Include(body.Object("status"), "currentCPUUtilizationPercentage", "currentMetrics", percent => new DraftObject
        {
            ["name"] = "cpu",
            ["current"] = new DraftObject { ["averageUtilization"] = percent },
        });
    }

    private static void ToOneMetric(DraftObject body)
    {
        Exclude(body.Object("spec"), "metrics", "target", "targetCPUUtilizationPercentage");
        Exclude(body.Object("status"), "currentMetrics", "current", "currentCPUUtilizationPercentage");
        foreach (var (annotation, place, field) in Kept)
        {
            if (body.Object(place)[field] is not { } value) continue;
            body.Object(place).Remove(field);
            body.Object("metadata").Object("annotations")[annotation] = value.ToString();
        }
    }

    private static void Include(DraftObject owner, string percentage, string list, Func<Draft, DraftObject> resource)
    {
        if (owner[percentage] is not { } percent) return;
        owner.Remove(percentage);
        owner.Array(list).Insert(0, new DraftObject { ["type"] = "Resource", ["resource"] = resource(percent) });
    }

    private static void Exclude(DraftObject owner, string list, string member, string percentage)
    {
        if (owner[list] is not DraftArray metrics) return;
        for (var i = 0; i < metrics.Count; i++)
        {
            if (metrics[i] is not DraftObject { } metric || metric["resource"] is not DraftObject resource || resource.String("name") != "cpu") continue;
            if (resource[member] is not DraftObject values || values["averageUtilization"] is not { } percent) continue;
            owner[percentage] = percent;
            metrics.RemoveAt(i);
            break;
        }
        if (metrics.Count == 0) owner.Remove(list);
    }

    // An annotation that somebody broke is left out.
    private static Draft? Parsed(Kind to, string place, string field, string json)
    {
        try
        {
            var value = new DraftObject { [field] = Draft.From(Document.Parse(json).Root) };
            return Decoding.Check(to, new DraftObject { [place] = value }).Succeeded ? value[field] : null;
        }
        catch (DocumentSyntaxException)
        {
            return null;
        }
    }
}
