using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.PodSecurity;

/// <summary>Holds pods to the standard that their namespace's labels ask for; templates of pods are only warned about.</summary>
internal sealed class PodSecurity(StoredObjects objects, PodSecurityConfig config, TimeProvider time) : AdmissionStep
{
    private const int MostPods = 3000;
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(1);

    public override string Name => "PodSecurity";

    public override ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (call.Wanted is not { } wanted || !(call.IsCreate || call.IsUpdate)) return default;
        if (call.Concerns("namespaces")) return CheckNamespaceAsync(call, wanted, cancellation);
        if (call.Qualified == "pods")
        {
            if (call.Subresource is not ("" or "ephemeralcontainers" or "resize") || (call.IsUpdate && !Matters(wanted, call.Old!))) return default;
            return CheckPodAsync(call, wanted.Metadata["annotations"u8], wanted.Spec, enforces: true, cancellation);
        }
        if (call.Subresource.Length > 0 || TemplateOf(call.Qualified, wanted) is not { Exists: true } template) return default;
        return CheckPodAsync(call, template["metadata"u8]["annotations"u8], template["spec"u8], enforces: false, cancellation);
    }

    private static Node TemplateOf(string qualified, Document item) => qualified switch
    {
        "replicationcontrollers" or "replicasets.apps" or "deployments.apps" or "statefulsets.apps" or "daemonsets.apps" or "jobs.batch" => item.Spec["template"u8],
        "cronjobs.batch" => item.Spec["jobTemplate"u8]["spec"u8]["template"u8],
        "podtemplates" => item.Root["template"u8],
        _ => default,
    };

    private async ValueTask<Status?> CheckPodAsync(AdmissionCall call, Node annotations, Node spec, bool enforces, CancellationToken cancellation)
    {
        if (config.ExemptNamespaces.Contains(call.Call.Namespace) || config.ExemptUsers.Contains(call.Call.User.Name)) return null;
        if (await objects.FindAsync("namespaces", "", call.Call.Namespace, cancellation) is not { } @namespace) return null;
        var policy = NamespacePolicy.Of(@namespace.Metadata["labels"u8], config);
        if (config.ExemptRuntimeClasses.Contains(spec["runtimeClassName"u8].AsString())) return null;
        Note(call, policy, annotations, spec, enforces);
        if (enforces && Findings(policy.Enforce, annotations, spec) is { Length: > 0 } violated) return call.Forbidden($"violates PodSecurity \"{policy.Enforce}\": {violated}");
        if (Findings(policy.Warn, annotations, spec) is { Length: > 0 } wouldViolate) call.Warn($"would violate PodSecurity \"{policy.Warn}\": {wouldViolate}");
        return null;
    }

    // Only where it is told to somebody: the audit standard refuses nothing.
    private static void Note(AdmissionCall call, NamespacePolicy policy, Node annotations, Node spec, bool enforces)
    {
        if (call.Call.Audit is null) return;
        if (enforces) call.Annotate("pod-security.kubernetes.io/enforce-policy", policy.Enforce.ToString());
        if (Findings(policy.Audit, annotations, spec) is { Length: > 0 } found) call.Annotate("pod-security.kubernetes.io/audit-violations", $"would violate PodSecurity \"{policy.Audit}\": {found}");
    }

    private static string Findings(PodStandard standard, Node annotations, Node spec) => string.Join(", ", PodChecks.Find(standard, annotations, spec));

    // Of a pod that stands only images and further containers can make a difference.
    private static bool Matters(Document pod, Document old)
    {
        if (Image(pod, "containers") != Image(old, "containers") || Image(pod, "initContainers") != Image(old, "initContainers")) return true;
        var before = Image(old, "ephemeralContainers").Split('\n');
        return Image(pod, "ephemeralContainers").Split('\n').Except(before, StringComparer.Ordinal).Any();
    }

    private static string Image(Document pod, string list)
    {
        var images = new List<string>();
        foreach (var container in pod.Spec[list].Items) images.Add($"{container["name"u8].AsString()} {container["image"u8].AsString()}");
        return string.Join('\n', images);
    }

    private async ValueTask<Status?> CheckNamespaceAsync(AdmissionCall call, Document wanted, CancellationToken cancellation)
    {
        // 1 labels that can be read, unless they could not be before
        var policy = NamespacePolicy.Of(wanted.Metadata["labels"u8], config);
        var before = call.Old is { } old ? NamespacePolicy.Of(old.Metadata["labels"u8], config) : null;
        if (policy.Mistakes.Count > 0 && (before is null || !policy.SameMistakesAs(before))) return Status.Invalid("", "Namespace", wanted.Name, policy.Mistakes);
        var isExempt = config.ExemptNamespaces.Contains(wanted.Name);
        if (isExempt && (before is null ? policy.Enforce.Level != PodLevel.Privileged : policy.Enforce != before.Enforce))
            call.Warn($"namespace \"{wanted.Name}\" is exempt from Pod Security, and the policy (enforce={policy.Enforce}) will be ignored");

        // 2 who stands there and would not be let in any more
        if (isExempt || before is null || policy.Enforce == before.Enforce || policy.Enforce.Level == PodLevel.Privileged) return null;
        if (policy.Enforce.Minor == before.Enforce.Minor && policy.Enforce.Level < before.Enforce.Level) return null;
        var pods = (await objects.InAsync(CoreResources.Pods, wanted.Name, cancellation)).ToList();
        foreach (var warning in Violators(wanted.Name, policy.Enforce, pods)) call.Warn(warning);
        return null;
    }

    private IEnumerable<string> Violators(string @namespace, PodStandard standard, List<Document> pods)
    {
        var started = time.GetTimestamp();
        var violators = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var looked = 0;
        foreach (var pod in pods.Take(MostPods))
        {
            looked++;
            if (config.ExemptRuntimeClasses.Contains(pod.Spec["runtimeClassName"u8].AsString())) continue;
            var reasons = string.Join(", ", PodChecks.Find(standard, pod.Metadata["annotations"u8], pod.Spec).Select(f => f.Reason));
            if (reasons.Length == 0) continue;
            if (!violators.TryGetValue(reasons, out var names)) violators[reasons] = names = [];
            names.Add(pod.Name);
            if (time.GetElapsedTime(started) > LongestCheck) break;
        }
        if (looked < pods.Count) yield return $"new PodSecurity enforce level only checked against the first {looked} of {pods.Count} existing pods";
        if (violators.Count > 0) yield return $"existing pods in namespace \"{@namespace}\" violate the new PodSecurity enforce level \"{standard}\"";
        foreach (var line in violators.Select(v => $"{v.Value.Min(StringComparer.Ordinal)}{Others(v.Value.Count - 1)}: {v.Key}").Order(StringComparer.Ordinal)) yield return line;
    }

    private static string Others(int count) => count switch { 0 => "", 1 => " (and 1 other pod)", _ => $" (and {count} other pods)" };
}
