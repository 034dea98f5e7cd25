using Microsoft.Extensions.Logging;
using Timonier.Node.Containers;
using Timonier.Node.Probes;
using Timonier.Node.Volumes;

namespace Timonier.Node.Pods;

/// <summary>
/// Brings one pod to its wanted state, one round at a time: look, plan, act, report. Woken by a new version of the
/// pod, by the runtime, by probes and by its own back-offs.
/// </summary>
internal sealed partial class PodWorker : IDisposable
{
    private const string CrashLoop = "CrashLoopBackOff";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private readonly PodTools tools;
    private readonly Wake wake;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (string Reason, string Message)> waiting = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private readonly ContainerProbes probes;
    private volatile PodDefinition pod;
    private volatile bool removed;
    private CancellationTokenSource? stopping;
    private CrashBackoff backoff = CrashBackoff.None;
    private DateTimeOffset? lookAgain;
    private bool finished, unreported;
    private int unmadeVolumes;

    public PodWorker(PodDefinition pod, ObservedPod observed, PodTools tools, Rejection? rejection = null)
    {
        this.rejection = rejection;
        this.pod = pod;
        this.tools = tools;
        Observed = observed;
        wake = new Wake(tools.Time);
        probes = new ContainerProbes(tools, wake.Now);
        startTime = pod.Document.Status["startTime"u8].AsTime() ?? tools.Time.GetUtcNow();
        finished = pod.IsFinished;
    }

    public PodDefinition Pod => pod;

    /// <summary>Its containers run here, or will: what it asks for is not free for others.</summary>
    public bool IsActive => rejection is null && !finished;

    /// <summary>What the last look at the runtime showed.</summary>
    public ObservedPod Observed { get; private set; }

    public void Update(PodDefinition next)
    {
        var sooner = next.IsDeleting && (!pod.IsDeleting || next.Grace < pod.Grace);
        var news = next.DiffersFrom(pod) || (!writing && IsOvertaken(Known, next.Document));
        pod = next;
        if (sooner) Interrupt();
        if (news) wake.Now();
    }

    /// <summary>The object is gone from the API: end at once.</summary>
    public void Remove()
    {
        removed = true;
        Interrupt();
        wake.Now();
    }

    public void Look() => wake.Now();

    /// <summary>Why a container is not there yet, as its status says.</summary>
    public string WaitingReason(string container) => waiting.TryGetValue(container, out var held) ? held.Reason : "ContainerCreating";

    /// <summary>Returns when nothing of the pod is left on this node.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // Whoever brings the pod, an informer, is not to wait for its first round.
        await Task.Yield();
        if (!IsTaken(pod)) rejection ??= await PlacementAsync(cancellation);
        // An adopted pod counts in its class, and its limits are those of this agent.
        if (Observed.Sandbox is { Ready: true }) tools.Cgroups.Ensure(pod);
        wake.Now();
        while (true)
        {
            await wake.WaitAsync(cancellation);
            lookAgain = null;
            try
            {
                await LookAtRuntimeAsync(cancellation);
                if (rejection is not null && !finished) await RejectAsync(rejection, cancellation);
                if (removed || pod.IsDeleting)
                {
                    if (await EndAsync(cancellation)) return;
                }
                else if (finished || rejection is not null)
                {
                    await StopAllAsync(pod.SpecGrace, cancellation);
                    tools.Cgroups.Remove(pod.Uid);
                }
                else await RoundAsync(cancellation);
                await ReportAsync(cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                LogRound(tools.Logger, pod.LongName, e);
                LookIn(RetryAfter);
            }
            if (unreported) LookIn(TimeSpan.FromSeconds(1));
            wake.After(lookAgain - tools.Time.GetUtcNow());
        }
    }

    public void Dispose()
    {
        probes.Dispose();
        wake.Dispose();
        stopping?.Dispose();
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        // 1 Volumes first: a pod without them starts nothing.
        if (Observed.Sandbox is not { Ready: true } && !await PrepareVolumesAsync(cancellation)) return;

        // 2 What is to be done?
        var plan = PodPlan.Compute(new PodSituation(pod, Observed, tools.Time.GetUtcNow()) { Backoff = backoff, Failing = probes.Failing, StartupPassed = probes.StartupPassed });
        // A reason stands until its container has started, so that it does not flicker while that is tried again.
        var wanted = plan.Start.Select(s => s.Definition.Name).Concat(plan.Held.Select(h => h.Definition.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in waiting.Keys.Where(n => !wanted.Contains(n)).ToArray()) waiting.TryRemove(name, out _);
        foreach (var hold in plan.Held) Hold(hold);

        // 3 Do it.
        if (plan.StopSandbox) await StopAllAsync(pod.SpecGrace, cancellation);
        foreach (var stop in plan.Stop) await StopAsync(stop, cancellation);
        if (plan.CreateSandbox && !await CreateSandboxAsync(plan.SandboxAttempt, cancellation)) return;
        // A first start may pull for minutes: the pod is to show that it is on its way.
        if (plan.CreateSandbox) await ReportAsync(cancellation);
        foreach (var start in plan.Start) await StartAsync(start, cancellation);
        if (plan.Finished) finished = true;
        if (plan.LookAgainAt is { } at) LookIn(at - tools.Time.GetUtcNow());
        await RemoveOldContainersAsync(cancellation);
    }

    private async Task<bool> PrepareVolumesAsync(CancellationToken cancellation)
    {
        try
        {
            await tools.Volumes.EnsureAsync(pod, cancellation);
            unmadeVolumes = 0;
            return true;
        }
        catch (VolumeException e)
        {
            Record("Warning", "FailedMount", e.Message);
            LookIn(VolumeRetry.After(unmadeVolumes++));
            return false;
        }
    }

    private void Hold(ContainerHold hold)
    {
        var name = hold.Definition.Name;
        var message = $"back-off {GoDuration.Format(hold.Delay)} restarting failed container={name} pod={pod.LongName}";
        if (WaitingReason(name) != CrashLoop) Record("Warning", "BackOff", $"Back-off restarting failed container {name} in pod {pod.LongName}", hold.Definition.FieldPath);
        waiting[name] = (CrashLoop, message);
    }

    private IReadOnlyList<string> PodIps => pod.HostNetwork ? [tools.Node.Address] : Observed.Sandbox?.Ips ?? [];

    private void LookIn(TimeSpan delay)
    {
        var at = tools.Time.GetUtcNow() + delay;
        if (lookAgain is null || at < lookAgain) lookAgain = at;
    }

    private void Record(string type, string reason, string message, string fieldPath = "") =>
        tools.Events.Record(Client.Events.ObjectReference.To(pod.Document, fieldPath), type, reason, message);

    [LoggerMessage(Level = LogLevel.Error, Message = "Pod {Pod} could not be brought to its state; it is tried again")]
    private static partial void LogRound(ILogger logger, string pod, Exception error);
}
