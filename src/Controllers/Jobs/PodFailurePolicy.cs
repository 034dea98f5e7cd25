using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>The rules of <c>spec.podFailurePolicy</c>: the first that fits a failed pod decides.</summary>
internal static class PodFailurePolicy
{
    public static PodFailureVerdict Judge(JobModel job, Document pod)
    {
        var position = -1;
        foreach (var rule in job.Spec["podFailurePolicy"u8]["rules"u8].Items)
        {
            position++;
            var action = rule["action"u8].AsString();
            if (action is not ("FailJob" or "FailIndex" or "Ignore" or "Count")) continue;
            if (Fit(rule, pod) is not { } fit) continue;
            return new PodFailureVerdict(action, action != "Ignore", action == "FailJob" ? $"{fit} matching {action} rule at index {position}" : null);
        }
        return PodFailureVerdict.Ordinary;
    }

    /// <summary>What of the pod fits the rule, as messages begin; null when nothing does.</summary>
    private static string? Fit(Node rule, Document pod)
    {
        var codes = rule["onExitCodes"u8];
        if (codes.Exists && FailedContainer(codes, pod) is { Exists: true } container)
            return $"Container {container["name"u8].AsString()} for pod {pod.Namespace}/{pod.Name} failed with exit code {ExitCode(container)}";
        foreach (var wanted in rule["onPodConditions"u8].Items)
            foreach (var condition in pod.Status["conditions"u8].Items)
                if (condition["type"u8].AsString() == wanted["type"u8].AsString() && condition["status"u8].AsString() == (wanted["status"u8].AsStringOrNull() ?? "True"))
                    return $"Pod {pod.Namespace}/{pod.Name} has condition {condition["type"u8].AsString()}";
        return null;
    }

    private static Node FailedContainer(Node codes, Document pod)
    {
        var only = codes["containerName"u8].AsStringOrNull();
        foreach (var list in (ReadOnlySpan<string>)["containerStatuses", "initContainerStatuses"])
            foreach (var container in pod.Status[list].Items)
                if ((only is null || container["name"u8].AsString() == only) && ExitCode(container) is var code and not 0 && IsMeant(codes, code)) return container;
        return default;
    }

    /// <summary>Zero too while it has not ended: then no rule speaks of it.</summary>
    private static int ExitCode(Node container) => container["state"u8]["terminated"u8]["exitCode"u8].AsInt32();

    private static bool IsMeant(Node codes, int code)
    {
        var listed = false;
        foreach (var value in codes["values"u8].Items) listed |= value.AsInt32() == code;
        return codes["operator"u8].AsString() switch { "In" => listed, "NotIn" => !listed, _ => false };
    }
}
