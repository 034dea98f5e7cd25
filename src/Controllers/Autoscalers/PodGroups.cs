using Timonier.Documents;

namespace Timonier.Controllers.Autoscalers;

/// <summary>How far the samples of pods can be trusted. Pods that are going or have failed are left out altogether.</summary>
public sealed record PodGroups(int Ready, IReadOnlySet<string> Unready, IReadOnlySet<string> Missing, IReadOnlySet<string> Ignored)
{
    // How long a pod's processor time says nothing, because it starts; and how soon after its start the first readiness counts as such.
    private static readonly TimeSpan Warming = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstReadiness = TimeSpan.FromSeconds(30);

    public static PodGroups Of(IEnumerable<Document> pods, IReadOnlyDictionary<string, PodSample> samples, string resource, DateTimeOffset now)
    {
        var ready = 0;
        var (unready, missing, ignored) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var pod in pods)
        {
            if (PodFacts.IsDeleting(pod) || PodFacts.Phase(pod) == "Failed") ignored.Add(pod.Name);
            else if (PodFacts.Phase(pod) == "Pending") unready.Add(pod.Name);
            else if (!samples.TryGetValue(pod.Name, out var sample)) missing.Add(pod.Name);
            else if (resource == "cpu" && !CanTrust(pod, sample, now)) unready.Add(pod.Name);
            else ready++;
        }
        return new PodGroups(ready, unready, missing, ignored);
    }

    private static bool CanTrust(Document pod, PodSample sample, DateTimeOffset now)
    {
        var condition = PodFacts.Condition(pod, "Ready"u8);
        if (!condition.Exists || pod.Status["startTime"u8].AsTime() is not { } started) return false;
        var isUnready = condition["status"u8].TextEquals("False"u8);
        var turned = condition["lastTransitionTime"u8].AsTime() ?? DateTimeOffset.MinValue;
        // While it starts, only a whole window since it became ready counts; later, all but a pod that was never ready.
        return started + Warming > now ? !isUnready && sample.At >= turned + sample.Window : !isUnready || started + FirstReadiness <= turned;
    }
}
