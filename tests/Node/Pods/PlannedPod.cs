using Timonier.Contracts.Runtime;
using Timonier.Documents;
using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Pods;

/// <summary>A pod and what the runtime has of it, for tests of the plan.</summary>
internal sealed class PlannedPod(string restartPolicy = "Always", string init = "", string containers = """{"name":"web","image":"web:1"}""", string status = "{}", string ephemeral = "")
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public PodDefinition Definition { get; } = new(Document.Parse(
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","uid":"u1"},"spec":{"restartPolicy":"{{{restartPolicy}}}","initContainers":[{{{init}}}],"containers":[{{{containers}}}],"ephemeralContainers":[{{{ephemeral}}}]},"status":{{{status}}}}"""));

    public ObservedPod Observed { get; private set; } = ObservedPod.Nothing;
    public CrashBackoff Backoff { get; set; } = CrashBackoff.None;

    public PlannedPod Sandbox(bool ready = true, uint attempt = 0)
    {
        Observed = Observed.With(new ObservedSandbox($"s{attempt}", attempt, ready, Start, []));
        return this;
    }

    public PlannedPod Running(string name, uint attempt = 0, string? hash = null) => Add(name, attempt, ContainerPhase.Running, 0, null, hash);

    public PlannedPod Exited(string name, int code, DateTimeOffset? at = null, uint attempt = 0) => Add(name, attempt, ContainerPhase.Exited, code, at ?? Start, null);

    public PodPlan Plan(DateTimeOffset? now = null, string? failing = null, params string[] started)
    {
        var situation = new PodSituation(Definition, Observed, now ?? Start) { Backoff = Backoff, StartupPassed = [.. started] };
        return PodPlan.Compute(failing is null ? situation : situation with { Failing = situation.Failing.SetItem(failing, new ProbeFailure("liveness", null)) });
    }

    private PlannedPod Add(string name, uint attempt, ContainerPhase phase, int code, DateTimeOffset? finished, string? hash)
    {
        var status = new ContainerStatus { Id = $"{name}-{attempt}", Name = name, Attempt = attempt, Phase = phase, CreatedAt = Start, ExitCode = code, FinishedAt = finished };
        Observed = Observed.With(new ObservedContainer("s0", hash ?? Definition.Find(name)!.Hash, status));
        return this;
    }
}
