namespace Timonier.Node.Pods;

public sealed partial record PodPlan
{
    private sealed partial class Steps
    {
        /// <summary>Each is started once, whatever becomes of it and of its pod's sandbox.</summary>
        private void PlanEphemeralContainers()
        {
            foreach (var definition in pod.EphemeralContainers)
                if (observed.Latest(definition.Name) is null && pod.FirstAttempt(definition) == 0) starts.Add(new(definition, 0));
        }

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
                    Consider(definition);
                    return false;
                }
                if (container.IsRunning) return false;
                if (container is { IsExited: true, Status.ExitCode: 0 }) continue;
                if (container.IsExited && string.Equals(pod.RestartPolicy, "Never", StringComparison.Ordinal))
                {
                    failed = true;
                    return false;
                }
                Consider(definition);
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
                Consider(definition);
                return false;
            }
            return !StopFailing(definition, container) && (!definition.HasStartupProbe || situation.StartupPassed.Contains(container.Id));
        }

        /// <summary>True when the container runs or will run again.</summary>
        private bool PlanContainer(ContainerDefinition definition, string sandboxId)
        {
            var container = observed.Latest(definition.Name);
            if (container is not { IsRunning: true } || container.SandboxId != sandboxId)
            {
                if (container is not null && !MayRestart(definition, container)) return false;
                Consider(definition);
                return true;
            }
            if (container.Hash.Length > 0 && !string.Equals(container.Hash, definition.Hash, StringComparison.Ordinal))
            {
                stops.Add(new(container.Id, container.Name, $"Container {container.Name} definition changed, will be restarted"));
                Replace(definition, container);
                return true;
            }
            // A condemned container counts as alive until it has ended; that is judged then.
            StopFailing(definition, container);
            return true;
        }

        /// <summary>True when a probe has condemned the container.</summary>
        private bool StopFailing(ContainerDefinition definition, ObservedContainer container)
        {
            if (!situation.Failing.TryGetValue(container.Id, out var failure)) return false;
            var again = MayRestart(definition, failed: true);
            stops.Add(new(container.Id, container.Name, $"Container {container.Name} failed {failure.Kind} probe{(again ? ", will be restarted" : "")}", failure.GraceSeconds));
            if (again) Replace(definition, container);
            return true;
        }

        /// <summary>A successor at once, unless the end of the predecessor before still holds it back.</summary>
        private void Replace(ContainerDefinition definition, ObservedContainer container) =>
            Consider(definition, container.Attempt + 1, observed.Previous(definition.Name));

        /// <summary>Starts it now, or holds it until its back-off is over.</summary>
        private void Consider(ContainerDefinition definition)
        {
            var last = observed.Latest(definition.Name);
            Consider(definition, last is null ? pod.FirstAttempt(definition) : last.Attempt + 1, last);
        }

        private void Consider(ContainerDefinition definition, uint attempt, ObservedContainer? last)
        {
            if (last is not { IsExited: true })
            {
                starts.Add(new(definition, attempt));
                return;
            }
            var ended = last.Status.FinishedAt ?? last.Status.CreatedAt;
            var free = situation.Backoff.FreeAt(definition.BackoffKey, ended);
            if (free > situation.Now) holds.Add(new(definition, situation.Backoff.DelayOf(definition.BackoffKey), free));
            else starts.Add(new(definition, attempt, ended));
        }

        private bool MayRestart(ContainerDefinition definition, ObservedContainer last) =>
            last.Status.Phase is ContainerPhase.Created or ContainerPhase.Unknown || MayRestart(definition, last.Status.ExitCode != 0);

        private bool MayRestart(ContainerDefinition definition, bool failed) =>
            definition.IsSidecar || pod.RestartPolicy switch { "Never" => false, "OnFailure" => failed, _ => true };

        private ObservedContainer? Here(string name, string sandboxId) =>
            observed.Latest(name) is { } found && found.SandboxId == sandboxId ? found : null;
    }
}
