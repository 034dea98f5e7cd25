namespace Timonier.Node.Pods;

public sealed partial record PodPlan
{
    private sealed partial class Steps
    {
        /// <summary>True when every init container has done its part.</summary>
        private bool PlanInitContainers(string sandboxId, out bool failed)
        {
            failed = false;
            if (pod.InitContainers.IsEmpty) return true;
            // Old init containers are removed in time, so the existence of a later container proves the earlier ones.
            var past = pod.Containers.Any(c => Here(c.Name, sandboxId) is not null) ? pod.InitContainers.Length : LastCreated(sandboxId);
            for (var i = 0; i < pod.InitContainers.Length; i++)
            {
                var definition = pod.InitContainers[i];
                var container = Here(definition.Name, sandboxId);
                if (definition.IsSidecar)
                {
                    if (!PlanSidecar(definition, container) && i >= past) return false;
                    continue;
                }
                if (i < past) continue;
                if (container is null)
                {
                    Consider(definition, observed.Latest(definition.Name));
                    return false;
                }
                if (container.IsRunning) return false;
                if (container is { IsExited: true, Status.ExitCode: 0 }) continue;
                if (container.IsExited && string.Equals(pod.RestartPolicy, "Never", StringComparison.Ordinal))
                {
                    failed = true;
                    return false;
                }
                Consider(definition, container);
                return false;
            }
            return true;
        }

        private int LastCreated(string sandboxId)
        {
            for (var i = pod.InitContainers.Length - 1; i > 0; i--)
                if (Here(pod.InitContainers[i].Name, sandboxId) is not null) return i;
            return 0;
        }

        /// <summary>True when the sidecar is up, so that the next container may start.</summary>
        private bool PlanSidecar(ContainerDefinition definition, ObservedContainer? container)
        {
            if (container is not { IsRunning: true })
            {
                Consider(definition, container ?? observed.Latest(definition.Name));
                return false;
            }
            if (StopFailing(definition, container))
            {
                starts.Add(new(definition, container.Attempt + 1));
                return false;
            }
            return !definition.HasStartupProbe || situation.StartupPassed.Contains(container.Id);
        }

        /// <summary>True when the container runs or will run again.</summary>
        private bool PlanContainer(ContainerDefinition definition, string sandboxId)
        {
            var container = observed.Latest(definition.Name);
            if (container is not { IsRunning: true } || container.SandboxId != sandboxId)
            {
                if (container is not null && !MayRestart(definition, container)) return false;
                Consider(definition, container);
                return true;
            }
            if (container.Hash.Length > 0 && !string.Equals(container.Hash, definition.Hash, StringComparison.Ordinal))
            {
                stops.Add(new(container.Id, container.Name, $"Container {container.Name} definition changed, will be restarted"));
                starts.Add(new(definition, container.Attempt + 1));
                return true;
            }
            // A container whose probe failed is only stopped here; its end is judged like any other, with back-off.
            StopFailing(definition, container);
            return true;
        }

        private bool StopFailing(ContainerDefinition definition, ObservedContainer container)
        {
            if (!situation.Failing.TryGetValue(container.Id, out var failure)) return false;
            var will = MayRestart(definition, failed: true) ? ", will be restarted" : "";
            stops.Add(new(container.Id, container.Name, $"Container {container.Name} failed {failure.Kind} probe{will}", failure.GraceSeconds));
            return false;
        }

        /// <summary>Starts it now, or holds it until its back-off is over.</summary>
        private void Consider(ContainerDefinition definition, ObservedContainer? last)
        {
            if (last is { IsExited: true })
            {
                var key = KeyOf(pod, definition);
                var ended = last.Status.FinishedAt ?? last.Status.CreatedAt;
                var free = backoff.FreeAt(key, ended);
                if (free > situation.Now)
                {
                    holds.Add(new(definition, backoff.DelayOf(key), free));
                    return;
                }
                backoff = backoff.Counted(key, ended);
            }
            starts.Add(new(definition, last is null ? 0 : last.Attempt + 1));
        }

        private bool MayRestart(ContainerDefinition definition, ObservedContainer last) =>
            last.Status.Phase is ContainerPhase.Created or ContainerPhase.Unknown || MayRestart(definition, last.Status.ExitCode != 0);

        private bool MayRestart(ContainerDefinition definition, bool failed) =>
            definition.IsSidecar || pod.RestartPolicy switch { "Never" => false, "OnFailure" => failed, _ => true };

        private ObservedContainer? Here(string name, string sandboxId) =>
            observed.Latest(name) is { } found && found.SandboxId == sandboxId ? found : null;
    }

    public static string KeyOf(PodDefinition pod, ContainerDefinition container) => $"{pod.Uid}/{container.Name}/{container.Hash}";
}
