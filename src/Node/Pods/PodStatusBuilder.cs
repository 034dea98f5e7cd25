namespace Timonier.Node.Pods;

/// <summary>Computes the status of a pod as kubectl shows it. Pure.</summary>
internal sealed partial class PodStatusBuilder(PodStatusInput input)
{
    private readonly PodDefinition pod = input.Pod;
    private readonly ObservedPod observed = input.Observed;
    private Place Old => pod.Document.Status;

    public DraftObject Build()
    {
        var phase = Phase();
        var ips = pod.HostNetwork ? observed.Sandbox is null ? [] : [input.Node.Address] : observed.Sandbox?.Ips.ToArray() ?? [];
        var status = new DraftObject
        {
            ["phase"] = phase,
            ["conditions"] = Conditions(phase),
            ["hostIP"] = input.Node.Address,
            ["hostIPs"] = Addresses([input.Node.Address]),
            ["startTime"] = input.StartTime,
            ["qosClass"] = pod.Qos,
        };
        if (pod.Generation > 0) status["observedGeneration"] = pod.Generation;
        if (ips.Length > 0)
        {
            status["podIP"] = ips[0];
            status["podIPs"] = Addresses(ips);
        }
        if (pod.InitContainers.Length > 0) status["initContainerStatuses"] = new DraftArray(pod.InitContainers.Select(c => (Draft)Container(c)));
        status["containerStatuses"] = new DraftArray(pod.Containers.Select(c => (Draft)Container(c)));
        if (pod.EphemeralContainers.Length > 0) status["ephemeralContainerStatuses"] = new DraftArray(pod.EphemeralContainers.Select(c => (Draft)Container(c)));
        return status;
    }

    private string Phase()
    {
        if (pod.IsFinished) return Old["phase"u8].AsString();
        if (pod.InitContainers.Any(c => !c.IsSidecar && pod.RestartPolicy == "Never" && observed.Latest(c.Name) is { IsExited: true, Status.ExitCode: not 0 })) return "Failed";
        int running = 0, succeeded = 0, failed = 0, waiting = 0;
        foreach (var definition in pod.Containers)
        {
            var container = observed.Latest(definition.Name);
            if (container is null && pod.FirstAttempt(definition) > 0) running++;
            else if (container is null or { Status.Phase: ContainerPhase.Created }) waiting++;
            else if (container.IsRunning) running++;
            else if (container.IsExited && !input.Terminating && Restarts(container)) running++;
            else if (container is { IsExited: true, Status.ExitCode: 0 }) succeeded++;
            else failed++;
        }
        if (waiting > 0) return input.Terminating && observed.Containers.IsEmpty ? "Failed" : "Pending";
        if (running > 0) return "Running";
        return failed > 0 ? "Failed" : "Succeeded";
    }

    private bool Restarts(ObservedContainer container) =>
        pod.RestartPolicy == "Always" || (pod.RestartPolicy == "OnFailure" && container.Status.ExitCode != 0);

    private static DraftArray Addresses(IEnumerable<string> ips) => new(ips.Select(ip => (Draft)new DraftObject { ["ip"] = ip }));
}
