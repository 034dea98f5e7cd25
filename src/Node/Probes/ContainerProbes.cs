using System.Collections.Immutable;
using Timonier.Client.Events;
using Timonier.Node.Pods;

namespace Timonier.Node.Probes;

/// <summary>Runs the probes of a pod's running containers and keeps what they found; read and told from several threads.</summary>
internal sealed class ContainerProbes(PodTools tools, Action changed) : IDisposable
{
    private readonly Lock gate = new();
    private readonly ProbeCheck check = new(tools);
    // In the order of their ids, in which they are stopped.
    private ImmutableSortedDictionary<string, CancellationTokenSource> running = ImmutableSortedDictionary.Create<string, CancellationTokenSource>(StringComparer.Ordinal);
    private ImmutableHashSet<string> ready = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public ImmutableDictionary<string, ProbeFailure> Failing { get; private set; } = ImmutableDictionary.Create<string, ProbeFailure>(StringComparer.Ordinal);
    public ImmutableHashSet<string> StartupPassed { get; private set; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public bool IsReady(ObservedContainer container) => ready.Contains(container.Id);

    /// <summary>Starts probes of containers that now run, ends those of containers that do not.</summary>
    public void Follow(PodDefinition pod, ObservedPod observed, IReadOnlyList<string> ips)
    {
        var alive = observed.Containers.Where(c => c.IsRunning).ToDictionary(c => c.Id, StringComparer.Ordinal);
        foreach (var id in running.Keys.Where(id => !alive.ContainsKey(id))) Stop(id);
        foreach (var (id, container) in alive)
        {
            if (running.ContainsKey(id) || pod.Find(container.Name) is not { } definition) continue;
            var stop = new CancellationTokenSource();
            lock (gate) running = running.Add(id, stop);
            Begin(new Probed(pod, definition, id, ips, stop.Token));
        }
    }

    public void StopAll()
    {
        foreach (var id in running.Keys) Stop(id);
    }

    public void Dispose() => StopAll();

    /// <summary>Runs a lifecycle hook; answers why it failed, or null.</summary>
    public async Task<string?> HookAsync(string containerId, PodDefinition pod, ContainerDefinition definition, IReadOnlyList<string> ips, Place hook, CancellationToken cancellation)
    {
        if (hook["sleep"u8] is { IsObject: true } sleep)
        {
            await Task.Delay(TimeSpan.FromSeconds(sleep["seconds"u8].AsInt64()), tools.Time, cancellation);
            return null;
        }
        if (ProbeSettings.Of(ProbeKind.Liveness, hook) is not { } settings) return null;
        var outcome = await check.RunAsync(containerId, definition, ips, settings with { Timeout = TimeSpan.FromSeconds(pod.SpecGrace + 2) }, cancellation);
        return outcome.Result == ProbeResult.Failure ? outcome.Message : null;
    }

    private void Begin(Probed container)
    {
        // What an agent before this one had found out still holds: adopting a pod takes it out of no service.
        var known = container.LastStatus;
        if (known["ready"u8].AsBool()) Keep(container.Id, () => ready = ready.Add(container.Id));
        if (!known["started"u8].AsBool() && ProbeSettings.Of(ProbeKind.Startup, container.Definition.Spec["startupProbe"u8]) is { } startup)
            _ = LoopAsync(container, startup, ProbeState.Initial(ProbeKind.Startup));
        else Started(container);
    }

    private void Started(Probed container)
    {
        var spec = container.Definition.Spec;
        var readiness = ProbeSettings.Of(ProbeKind.Readiness, spec["readinessProbe"u8]);
        Keep(container.Id, () =>
        {
            StartupPassed = StartupPassed.Add(container.Id);
            if (readiness is null) ready = ready.Add(container.Id);
        });
        if (ProbeSettings.Of(ProbeKind.Liveness, spec["livenessProbe"u8]) is { } liveness) _ = LoopAsync(container, liveness, ProbeState.Initial(ProbeKind.Liveness));
        if (readiness is null) return;
        var initial = ready.Contains(container.Id) ? ProbeState.Known(ProbeResult.Success) : ProbeState.Initial(ProbeKind.Readiness);
        _ = LoopAsync(container, readiness, initial);
    }

    private async Task LoopAsync(Probed container, ProbeSettings settings, ProbeState state)
    {
        try
        {
            await Task.Delay(settings.InitialDelay, tools.Time, container.Stopped);
            while (true)
            {
                var outcome = await check.RunAsync(container.Id, container.Definition, container.Ips, settings, container.Stopped);
                if (outcome.Result == ProbeResult.Failure)
                    tools.Events.Record(ObjectReference.To(container.Pod.Document, container.Definition.FieldPath), "Warning", "Unhealthy", $"{settings.Kind} probe failed: {outcome.Message}");
                var verdict = state.Verdict;
                state = state.After(outcome.Result, settings);
                if (state.Verdict != verdict)
                {
                    Decide(container, settings, state.Verdict == ProbeResult.Success);
                    changed();
                    // A startup probe is done either way; a container condemned by its liveness probe is asked no more.
                    if (settings.Kind != ProbeKind.Readiness) return;
                }
                await Task.Delay(settings.Period, tools.Time, container.Stopped);
            }
        }
        catch (OperationCanceledException) when (container.Stopped.IsCancellationRequested)
        {
            // The container has ended.
        }
    }

    private void Decide(Probed container, ProbeSettings settings, bool success)
    {
        var id = container.Id;
        if (settings.Kind == ProbeKind.Readiness) Keep(id, () => ready = success ? ready.Add(id) : ready.Remove(id));
        else if (success) Started(container);
        else
        {
            var failure = new ProbeFailure(settings.Kind == ProbeKind.Startup ? "startup" : "liveness", (long?)settings.TerminationGrace?.TotalSeconds);
            Keep(id, () =>
            {
                ready = ready.Remove(id);
                Failing = Failing.SetItem(id, failure);
            });
        }
    }

    /// <summary>Takes down what was found about a container, unless it has ended meanwhile.</summary>
    private void Keep(string id, Action finding)
    {
        lock (gate)
            if (running.ContainsKey(id)) finding();
    }

    private void Stop(string id)
    {
        CancellationTokenSource? stop;
        lock (gate)
        {
            if (!running.TryGetValue(id, out stop)) return;
            running = running.Remove(id);
            ready = ready.Remove(id);
            Failing = Failing.Remove(id);
            StartupPassed = StartupPassed.Remove(id);
        }
        stop.Cancel();
        stop.Dispose();
    }

    private sealed record Probed(PodDefinition Pod, ContainerDefinition Definition, string Id, IReadOnlyList<string> Ips, CancellationToken Stopped)
    {
        /// <summary>What the API has of this very container; nothing when its last word was about another.</summary>
        public Place LastStatus => Pod.LastStatus(Definition) is var last && last["containerID"u8].AsString().EndsWith("/" + Id, StringComparison.Ordinal) ? last : default;
    }
}
