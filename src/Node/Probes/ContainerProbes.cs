using System.Collections.Immutable;
using Timonier.Client.Events;
using Timonier.Node.Pods;

namespace Timonier.Node.Probes;

/// <summary>Runs the probes of a pod's running containers and keeps what they found.</summary>
internal sealed class ContainerProbes(PodTools tools, Action changed) : IDisposable
{
    private readonly Dictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private ImmutableHashSet<string> ready = [];

    public ImmutableDictionary<string, ProbeFailure> Failing { get; private set; } = ImmutableDictionary.Create<string, ProbeFailure>(StringComparer.Ordinal);
    public ImmutableHashSet<string> StartupPassed { get; private set; } = [];

    public bool IsReady(ObservedContainer container) => ready.Contains(container.Id);

    /// <summary>Starts probes of containers that now run, ends those of containers that do not.</summary>
    public void Follow(PodDefinition pod, ObservedPod observed, IReadOnlyList<string> ips)
    {
        var alive = observed.Containers.Where(c => c.IsRunning).ToDictionary(c => c.Id, StringComparer.Ordinal);
        foreach (var id in running.Keys.Where(id => !alive.ContainsKey(id)).ToArray()) Stop(id);
        foreach (var (id, container) in alive)
        {
            if (running.ContainsKey(id) || pod.Find(container.Name) is not { } definition) continue;
            running[id] = new CancellationTokenSource();
            var startup = definition.Spec["startupProbe"u8];
            if (!startup.IsObject) Started(pod, definition, container, ips);
            else _ = LoopAsync(pod, definition, container, ips, startup, "startup", running[id].Token);
        }
    }

    public void StopAll()
    {
        foreach (var id in running.Keys.ToArray()) Stop(id);
    }

    public void Dispose() => StopAll();

    /// <summary>Runs a lifecycle hook; answers why it failed, or null.</summary>
    public Task<string?> HookAsync(string containerId, PodDefinition pod, IReadOnlyList<string> ips, Place hook, CancellationToken cancellation) =>
        hook["sleep"u8] is { IsObject: true } sleep
            ? SleepAsync(TimeSpan.FromSeconds(sleep["seconds"u8].AsInt64()), cancellation)
            : new ProbeCheck(tools).RunAsync(containerId, pod, ips, hook, TimeSpan.FromSeconds(pod.SpecGrace + 2), cancellation);

    private async Task<string?> SleepAsync(TimeSpan span, CancellationToken cancellation)
    {
        await Task.Delay(span, tools.Time, cancellation);
        return null;
    }

    private void Started(PodDefinition pod, ContainerDefinition definition, ObservedContainer container, IReadOnlyList<string> ips)
    {
        lock (gate)
        {
            StartupPassed = StartupPassed.Add(container.Id);
            if (!definition.HasReadinessProbe) ready = ready.Add(container.Id);
        }
        if (!running.TryGetValue(container.Id, out var stop)) return;
        if (definition.Spec["livenessProbe"u8] is { IsObject: true } liveness) _ = LoopAsync(pod, definition, container, ips, liveness, "liveness", stop.Token);
        if (definition.Spec["readinessProbe"u8] is { IsObject: true } readiness) _ = LoopAsync(pod, definition, container, ips, readiness, "readiness", stop.Token);
    }

    private async Task LoopAsync(PodDefinition pod, ContainerDefinition definition, ObservedContainer container, IReadOnlyList<string> ips, Place probe, string kind, CancellationToken cancellation)
    {
        var period = TimeSpan.FromSeconds(Math.Max(1, probe["periodSeconds"u8].AsInt64OrNull() ?? 10));
        var timeout = TimeSpan.FromSeconds(Math.Max(1, probe["timeoutSeconds"u8].AsInt64OrNull() ?? 1));
        var failuresNeeded = Math.Max(1, probe["failureThreshold"u8].AsInt64OrNull() ?? 3);
        var successesNeeded = Math.Max(1, probe["successThreshold"u8].AsInt64OrNull() ?? 1);
        long failures = 0, successes = 0;
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(probe["initialDelaySeconds"u8].AsInt64()), tools.Time, cancellation);
            while (true)
            {
                var failure = await new ProbeCheck(tools).RunAsync(container.Id, pod, ips, probe, timeout, cancellation);
                if (failure is not null)
                {
                    successes = 0;
                    tools.Events.Record(ObjectReference.To(pod.Document, definition.FieldPath), "Warning", "Unhealthy", $"{char.ToUpperInvariant(kind[0])}{kind[1..]} probe failed: {failure}");
                    if (++failures >= failuresNeeded && Failed(container.Id, kind, probe)) return;
                }
                else
                {
                    failures = 0;
                    if (++successes >= successesNeeded && Passed(pod, definition, container, ips, kind)) return;
                }
                await Task.Delay(period, tools.Time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The container has ended.
        }
    }

    /// <summary>True when the probe's work is over.</summary>
    private bool Failed(string id, string kind, Place probe)
    {
        lock (gate)
        {
            ready = ready.Remove(id);
            if (kind != "readiness") Failing = Failing.SetItem(id, new(kind, probe["terminationGracePeriodSeconds"u8].AsInt64OrNull()));
        }
        changed();
        return kind != "readiness";
    }

    private bool Passed(PodDefinition pod, ContainerDefinition definition, ObservedContainer container, IReadOnlyList<string> ips, string kind)
    {
        if (kind == "startup") Started(pod, definition, container, ips);
        else if (kind == "readiness" && !ready.Contains(container.Id)) lock (gate) ready = ready.Add(container.Id);
        else return false;
        changed();
        return kind == "startup";
    }

    private void Stop(string id)
    {
        if (!running.Remove(id, out var stop)) return;
        stop.Cancel();
        stop.Dispose();
        lock (gate)
        {
            ready = ready.Remove(id);
            Failing = Failing.Remove(id);
            StartupPassed = StartupPassed.Remove(id);
        }
    }
}
