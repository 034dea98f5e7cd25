
namespace Timonier.Controllers.Autoscalers;

/// <summary>How many pods one metric asks for, what it was, and where it is a share, in percent; or why that cannot be said.</summary>
internal readonly record struct ReplicaCount(int Replicas, long Usage, int Utilization = 0, string? Failure = null)
{
    private const string Unmatched = "no metrics returned matched known pods";

    /// <summary>By what pods use, in percent of what they request.</summary>
    public static ReplicaCount OfUtilization(ScaleView scale, MetricReading reading, string resource, string container, int target)
    {
        if (reading.Failure is { } silent) return Unknown($"unable to get metrics for resource {resource}: {silent}");
        var (values, groups, failure) = Trusted(scale, reading, resource);
        if (failure is not null) return Unknown(failure);
        var (requests, missing) = PodRequests.Of(scale.Pods, resource, container);
        if (missing is not null) return Unknown(missing);
        return Weigh(scale, values, groups, Ratio, (pod, ratio) => ratio == 1 ? null : ratio < 1 ? requests[pod] * Math.Max(100, target) / 100 : 0);

        (double, long, int)? Ratio(IReadOnlyDictionary<string, long> used)
        {
            var known = used.Where(u => requests.ContainsKey(u.Key)).ToList();
            var total = known.Sum(u => requests[u.Key]);
            if (total == 0) return null;
            var share = (int)(known.Sum(u => u.Value) * 100 / total);
            return ((double)share / target, known.Sum(u => u.Value) / known.Count, share);
        }
    }

    /// <summary>By what a pod uses or counts on average.</summary>
    public static ReplicaCount OfAverage(ScaleView scale, MetricReading reading, string resource, long target, string unread)
    {
        if (reading.Failure is { } silent) return Unknown($"{unread}: {silent}");
        var (values, groups, failure) = Trusted(scale, reading, resource);
        return failure is not null ? Unknown(failure) : Weigh(scale, values, groups, Ratio, (_, ratio) => ratio < 1 ? target : 0);

        (double, long, int)? Ratio(IReadOnlyDictionary<string, long> used)
        {
            var average = used.Values.Sum() / used.Count;
            return ((double)average / target, average, 0);
        }
    }

    /// <summary>By the value of one thing: the pods that are ready share it.</summary>
    public static ReplicaCount OfValue(ScaleView scale, long usage, long target)
    {
        var ratio = (double)usage / target;
        if (scale.SpecReplicas == 0) return new ReplicaCount((int)Math.Ceiling(ratio), usage);
        if (scale.Tolerates(ratio)) return new ReplicaCount(scale.SpecReplicas, usage);
        if (scale.Pods.Count == 0) return Unknown("unable to calculate ready pods: " + ScaleView.NoPods);
        var ready = scale.Pods.Count(p => PodFacts.Phase(p) == "Running" && PodFacts.IsReady(p));
        return new ReplicaCount((int)Math.Ceiling(ratio * ready), usage);
    }

    /// <summary>By the value of one thing for each pod there is.</summary>
    public static ReplicaCount OfShare(ScaleView scale, long usage, long target)
    {
        var pods = scale.StatusReplicas;
        var replicas = scale.Tolerates((double)usage / ((double)target * pods)) ? pods : (int)Math.Ceiling((double)usage / target);
        return new ReplicaCount(replicas, pods == 0 ? usage : (long)Math.Ceiling((double)usage / pods));
    }

    public static ReplicaCount Unknown(string why) => new(0, 0, 0, why);

    private static (Dictionary<string, long> Values, PodGroups Groups, string? Failure) Trusted(ScaleView scale, MetricReading reading, string resource)
    {
        var groups = PodGroups.Of(scale.Pods, reading.Pods, resource, scale.Now);
        var values = reading.Pods.Where(s => !groups.Ignored.Contains(s.Key) && !groups.Unready.Contains(s.Key)).ToDictionary(s => s.Key, s => s.Value.MilliValue, StringComparer.Ordinal);
        if (scale.Pods.Count == 0) return (values, groups, ScaleView.NoPods);
        return (values, groups, values.Count == 0 ? "did not receive metrics for targeted pods (pods might be unready)" : null);
    }

    /// <summary>
    /// The count that brings the ratio to one. Pods of which nothing is known are taken to work against the change, and
    /// those that are not ready yet to use nothing, so that neither makes a swing larger; a change they would turn round is none.
    /// </summary>
    private static ReplicaCount Weigh(
        ScaleView scale, Dictionary<string, long> values, PodGroups groups, Func<IReadOnlyDictionary<string, long>, (double Ratio, long Usage, int Utilization)?> measure, Func<string, double, long?> assumed)
    {
        if (measure(values) is not { } first) return Unknown(Unmatched);
        var unchanged = new ReplicaCount(scale.SpecReplicas, first.Usage, first.Utilization);
        var growsUnready = groups.Unready.Count > 0 && first.Ratio > 1;
        if (!growsUnready && groups.Missing.Count == 0)
            return scale.Tolerates(first.Ratio) ? unchanged : unchanged with { Replicas = (int)Math.Ceiling(first.Ratio * groups.Ready) };
        foreach (var pod in groups.Missing)
            if (assumed(pod, first.Ratio) is { } value) values[pod] = value;
        if (growsUnready)
            foreach (var pod in groups.Unready) values[pod] = 0;
        if (measure(values) is not { } second) return Unknown(Unmatched);
        if (scale.Tolerates(second.Ratio) || (first.Ratio < 1 && second.Ratio > 1) || (first.Ratio > 1 && second.Ratio < 1)) return unchanged;
        var replicas = (int)Math.Ceiling(second.Ratio * values.Count);
        var turnsRound = (second.Ratio < 1 && replicas > scale.SpecReplicas) || (second.Ratio > 1 && replicas < scale.SpecReplicas);
        return turnsRound ? unchanged : unchanged with { Replicas = replicas };
    }
}
