namespace Timonier.Node.Pods;

internal sealed partial class PodStatusBuilder
{
    private static readonly string[] Own = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    private DraftArray Conditions(string phase)
    {
        var over = phase is "Succeeded" or "Failed";
        var incomplete = pod.InitContainers.Where(c => !IsInitialized(c)).Select(c => c.Name).ToArray();
        var unready = pod.Containers.Concat(pod.InitContainers.Where(c => c.IsSidecar))
            .Where(c => observed.Latest(c.Name) is not { IsRunning: true } running || !input.IsReady(running)).Select(c => c.Name).ToArray();
        var initialized = incomplete.Length == 0 || phase == "Succeeded";
        var ready = unready.Length == 0 && initialized && !over;
        var open = GatesOpen(out var gate);
        var why = phase switch
        {
            "Succeeded" => ("PodCompleted", ""),
            "Failed" => ("PodFailed", ""),
            _ => ("ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]"),
        };
        var list = new DraftArray
        {
            Condition("PodReadyToStartContainers", observed.Sandbox is { Ready: true }),
            Condition("Initialized", initialized, phase == "Succeeded" ? "PodCompleted" : initialized ? "" : "ContainersNotInitialized", initialized ? "" : $"containers with incomplete status: [{string.Join(' ', incomplete)}]"),
            Condition("Ready", ready && open, !ready ? why.Item1 : open ? "" : "ReadinessGatesNotReady", ready ? gate : why.Item2),
            Condition("ContainersReady", ready, ready ? "" : why.Item1, ready ? "" : why.Item2),
            Condition("PodScheduled", true),
        };
        foreach (var other in Old["conditions"u8].Items)
            if (!Own.Contains(other["type"u8].AsString(), StringComparer.Ordinal)) list.Add(Draft.From(other));
        return list;
    }

    private bool IsInitialized(ContainerDefinition definition)
    {
        var container = observed.Latest(definition.Name);
        if (definition.IsSidecar) return container is { IsRunning: true } && input.IsStarted(container);
        // Its container may have been removed since; a later one proves that it was done.
        return container is { IsExited: true, Status.ExitCode: 0 }
            || (container is null && (pod.Containers.Any(c => observed.Latest(c.Name) is not null) || (pod.IsFinished && Find("Initialized")["status"u8].TextEquals("True"u8))));
    }

    private bool GatesOpen(out string message)
    {
        message = "";
        foreach (var gate in pod.Spec["readinessGates"u8].Items)
        {
            var type = gate["conditionType"u8].AsString();
            if (Find(type)["status"u8].TextEquals("True"u8)) continue;
            message = Find(type).Exists ? $"the status of pod readiness gate \"{type}\" is not \"True\", but {Find(type)["status"u8].AsString()}" : $"corresponding condition of pod readiness gate \"{type}\" does not exist.";
            return false;
        }
        return true;
    }

    private DraftObject Condition(string type, bool holds, string reason = "", string message = "")
    {
        var old = Find(type);
        var value = holds ? "True" : "False";
        var since = old["status"u8].AsString() == value ? old["lastTransitionTime"u8].AsTime() : null;
        var condition = new DraftObject { ["type"] = type, ["status"] = value, ["lastProbeTime"] = Draft.Null, ["lastTransitionTime"] = since ?? input.Now };
        if (pod.Generation > 0) condition["observedGeneration"] = pod.Generation;
        if (reason.Length > 0) condition["reason"] = reason;
        if (message.Length > 0) condition["message"] = message;
        return condition;
    }

    private Place Find(string type)
    {
        foreach (var condition in Old["conditions"u8].Items)
            if (condition["type"u8].AsString() == type) return condition;
        return default;
    }
}
