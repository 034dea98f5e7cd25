using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private static DraftArray OfJob(Document job, DateTimeOffset now)
    {
        var status = job.Status;
        var succeeded = status["succeeded"u8].AsInt64();
        var parallelism = job.Spec["parallelism"u8].AsInt64();
        var completions = job.Spec["completions"u8].AsInt64OrNull() is { } wanted ? $"{succeeded}/{wanted}" : parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
        var duration = status["startTime"u8].AsTime() is { } start ? HumanDuration.Format((status["completionTime"u8].AsTime() ?? now) - start) : "";
        var containers = ContainersOf(job.Spec["template"u8]);
        return [job.Name, StateOf(job), completions, duration, AgeOf(job, now), Joined(containers, "name"u8), Joined(containers, "image"u8), SelectorOf(job)];
    }

    private static string StateOf(Document job)
    {
        var holding = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in job.Status["conditions"u8].Items)
            if (condition["status"u8].TextEquals("True"u8)) holding.Add(condition["type"u8].AsString());
        if (holding.Contains("Complete")) return "Complete";
        if (holding.Contains("Failed")) return "Failed";
        if (job.Metadata["deletionTimestamp"u8].Exists) return "Terminating";
        return new[] { "Suspended", "FailureTarget", "SuccessCriteriaMet" }.FirstOrDefault(holding.Contains) ?? "Running";
    }

    private static DraftArray OfCronJob(Document job, DateTimeOffset now)
    {
        var spec = job.Spec;
        var containers = ContainersOf(spec["jobTemplate"u8]["spec"u8]["template"u8]);
        var last = job.Status["lastScheduleTime"u8].AsTime();
        return
        [
            job.Name, spec["schedule"u8].AsString(), spec["timeZone"u8].AsStringOrNull() ?? "<none>",
            spec["suspend"u8].AsBoolOrNull() is { } suspend ? suspend ? "True" : "False" : "<unset>", job.Status["active"u8].Count, last is null ? "<none>" : Since(last, now), AgeOf(job, now),
            Joined(containers, "name"u8), Joined(containers, "image"u8), SelectorOf(spec["jobTemplate"u8]["spec"u8]["selector"u8]),
        ];
    }

    private static DraftArray OfAutoscaler(Document autoscaler, DateTimeOffset now)
    {
        // The old version knows one metric only; the others travel in its annotations.
        if (autoscaler.ApiVersion == "autoscaling/v1" && KindCatalogue.BuiltIn.FindKind("autoscaling/v2", autoscaler.Kind) is { } full)
        {
            var body = (DraftObject)Draft.From(autoscaler.Root);
            Conversions.Convert(full, body);
            autoscaler = body.ToDocument();
        }
        var spec = autoscaler.Spec;
        var target = spec["scaleTargetRef"u8];
        return
        [
            autoscaler.Name, $"{target["kind"u8].AsString()}/{target["name"u8].AsString()}", TargetsOf(spec["metrics"u8], autoscaler.Status["currentMetrics"u8]),
            OrElse(spec["minReplicas"u8].AsText(), "<unset>"), spec["maxReplicas"u8].AsInt64(), autoscaler.Status["currentReplicas"u8].AsInt64(), AgeOf(autoscaler, now),
        ];
    }

    // Two metrics are shown and the rest are counted.
    private static string TargetsOf(Node metrics, Node current)
    {
        var shown = new List<string>();
        var position = 0;
        foreach (var metric in metrics.Items) shown.Add(TargetOf(metric, current[position++]));
        if (shown.Count == 0) return "<none>";
        var text = string.Join(", ", shown.Take(2));
        return shown.Count > 2 ? $"{text} + {shown.Count - 2} more..." : text;
    }

    private static string TargetOf(Node metric, Node current)
    {
        var type = metric["type"u8].AsString();
        if (type is not ("External" or "Pods" or "Object" or "Resource" or "ContainerResource")) return "<unknown type>";
        var member = char.ToLowerInvariant(type[0]) + type[1..];
        var target = metric[member]["target"u8];
        var now = current[member]["current"u8];
        var average = target["averageValue"u8].AsText();
        if (type is "Resource" or "ContainerResource")
        {
            var name = metric[member]["name"u8].AsString();
            if (average.Length > 0) return $"{name}: {Known(now["averageValue"u8], "<unknown>")}/{average}";
            var used = Known(now["averageUtilization"u8], "<unknown>", "%");
            return $"{name}: {used}/{Known(target["averageUtilization"u8], "<auto>", "%")}";
        }
        if (type == "Pods") return $"{Known(now["averageValue"u8], "<unknown>")}/{average}";
        return average.Length > 0 ? $"{Known(now["averageValue"u8], "<unknown>")}/{average} (avg)" : $"{Known(now["value"u8], "<unknown>")}/{target["value"u8].AsText()}";
    }

    private static string Known(Node number, string otherwise, string unit = "") => number.Exists ? number.AsText() + unit : otherwise;
}
