namespace Timonier.Node.Pods;

public sealed partial record PodPlan
{
    /// <summary>Pure: reads no clock and asks nobody.</summary>
    public static PodPlan Compute(PodSituation situation)
    {
        var steps = new Steps(situation);
        return steps.Plan();
    }

    private sealed partial class Steps(PodSituation situation)
    {
        private readonly PodDefinition pod = situation.Pod;
        private readonly ObservedPod observed = situation.Observed;
        private readonly List<ContainerStop> stops = [];
        private readonly List<ContainerStart> starts = [];
        private readonly List<ContainerHold> holds = [];

        public PodPlan Plan()
        {
            // 1 Without a usable sandbox everything begins again, unless the pod is over.
            var sandbox = observed.Sandbox;
            if (sandbox is not { Ready: true }) return WithoutSandbox(sandbox);

            // 2 Ephemeral containers wait for nobody.
            PlanEphemeralContainers();

            // 3 Init containers in their order; the others wait for them.
            var initialized = PlanInitContainers(sandbox.Id, out var failed);
            if (failed) return Result() with { StopSandbox = true, Finished = true };
            if (!initialized) return Result();

            // 4 The containers proper.
            var alive = 0;
            foreach (var container in pod.Containers)
                if (PlanContainer(container, sandbox.Id)) alive++;
            if (alive > 0) return Result();

            // 5 All have ended for good; sidecars end with them.
            return new PodPlan { StopSandbox = true, Finished = true };
        }

        private PodPlan WithoutSandbox(ObservedSandbox? old)
        {
            var attempt = old is null ? 0 : old.Attempt + 1;
            var stop = old is not null;
            if (old is not null && observed.Containers.Length > 0 && IsOver())
                return new PodPlan { StopSandbox = stop, Finished = true };
            var again = new PodPlan { StopSandbox = stop, CreateSandbox = true, SandboxAttempt = attempt };
            if (pod.InitContainers.Length > 0)
                Consider(pod.InitContainers[0]);
            else
                foreach (var container in pod.Containers)
                    if (observed.Latest(container.Name) is not { } last || MayRestart(container, last)) Consider(container);
            // A sandbox whose containers are all held back is not made before one of them may start.
            if (starts.Count == 0) again = again with { StopSandbox = false, CreateSandbox = false };
            return again with { Start = [.. starts], Held = [.. holds] };
        }

        /// <summary>No container may start again: the policy is Never, or all that were to succeed have.</summary>
        private bool IsOver()
        {
            if (string.Equals(pod.RestartPolicy, "Never", StringComparison.Ordinal)) return true;
            return pod.Containers.All(c => observed.Latest(c.Name) is { IsExited: true } last && !MayRestart(c, last));
        }

        private PodPlan Result() => new() { Stop = [.. stops], Start = [.. starts], Held = [.. holds] };
    }
}
