using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private static DraftArray OfPod(Document pod, DateTimeOffset now)
    {
        var sidecars = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in pod.Spec["initContainers"u8].Items)
            if (container["restartPolicy"u8].TextEquals("Always"u8)) sidecars.Add(container["name"u8].AsString());

        var total = pod.Spec["containers"u8].Count + sidecars.Count;
        var state = new PodRow(OrElse(pod.Status["reason"u8].AsString(), pod.Status["phase"u8].AsString()));
        foreach (var condition in pod.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("PodScheduled"u8) && condition["reason"u8].TextEquals("SchedulingGated"u8)) state.Reason = "SchedulingGated";

        var initializing = Initialize(pod, sidecars, state);
        if (!initializing || IsInitialized(pod)) Run(pod, state);

        if (pod.Metadata["deletionTimestamp"u8].Exists)
        {
            var phase = pod.Status["phase"u8].AsString();
            if (pod.Status["reason"u8].TextEquals("NodeLost"u8)) state.Reason = "Unknown";
            else if (phase is not ("Failed" or "Succeeded")) state.Reason = "Terminating";
        }

        var restarts = Text(state.Restarts);
        if (state.Restarts > 0 && state.LastRestart is { } last) restarts += $" ({HumanDuration.Format(now - last)} ago)";
        return
        [
            pod.Name, $"{state.Ready}/{total}", state.Reason, restarts, AgeOf(pod, now), OrNone(Ip(pod)), OrNone(pod.Spec["nodeName"u8].AsString()),
            OrNone(pod.Status["nominatedNodeName"u8].AsString()), ReadinessGates(pod),
        ];
    }

    /// <summary>Whether an init container still keeps the pod from starting.</summary>
    private static bool Initialize(Document pod, HashSet<string> sidecars, PodRow row)
    {
        var position = -1;
        var count = pod.Spec["initContainers"u8].Count;
        foreach (var status in pod.Status["initContainerStatuses"u8].Items)
        {
            position++;
            var sidecar = sidecars.Contains(status["name"u8].AsString());
            row.Count(status, init: true, sidecar);
            var terminated = status["state"u8]["terminated"u8];
            if (terminated.Exists && terminated["exitCode"u8].AsInt32() == 0) continue;
            if (sidecar && status["started"u8].AsBool())
            {
                if (status["ready"u8].AsBool()) row.Ready++;
                continue;
            }
            var waiting = status["state"u8]["waiting"u8]["reason"u8].AsString();
            row.Reason = terminated.Exists ? "Init:" + ExitOf(terminated)
                : waiting.Length > 0 && waiting != "PodInitializing" ? "Init:" + waiting
                : $"Init:{position}/{count}";
            return true;
        }
        return false;
    }

    private static void Run(Document pod, PodRow row)
    {
        // Restarts of init containers no longer tell anything once the real ones run.
        row.ForgetInit();
        var running = false;
        var statuses = new List<Node>();
        foreach (var status in pod.Status["containerStatuses"u8].Items) statuses.Add(status);
        for (var i = statuses.Count - 1; i >= 0; i--)
        {
            var status = statuses[i];
            row.Count(status, init: false, sidecar: false);
            row.Restarts += status["restartCount"u8].AsInt32();
            var waiting = status["state"u8]["waiting"u8]["reason"u8].AsString();
            var terminated = status["state"u8]["terminated"u8];
            if (waiting.Length > 0) row.Reason = waiting;
            else if (terminated.Exists) row.Reason = ExitOf(terminated);
            else if (status["ready"u8].AsBool() && status["state"u8]["running"u8].Exists)
            {
                running = true;
                row.Ready++;
            }
        }
        // One container has ended while another still runs.
        if (row.Reason == "Completed" && running) row.Reason = HasReadyCondition(pod) ? "Running" : "NotReady";
    }

    private static string ExitOf(Node terminated)
    {
        var reason = terminated["reason"u8].AsString();
        if (reason.Length > 0) return reason;
        var signal = terminated["signal"u8].AsInt32();
        return signal != 0 ? $"Signal:{signal}" : $"ExitCode:{terminated["exitCode"u8].AsInt32()}";
    }

    private static bool HasReadyCondition(Document pod) => HasCondition(pod, "Ready");

    private static bool IsInitialized(Document pod) => HasCondition(pod, "Initialized");

    private static bool HasCondition(Document pod, string type)
    {
        foreach (var condition in pod.Status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type && condition["status"u8].TextEquals("True"u8)) return true;
        return false;
    }

    private static string Ip(Document pod) => OrElse(pod.Status["podIPs"u8][0]["ip"u8].AsString(), pod.Status["podIP"u8].AsString());

    private static string ReadinessGates(Document pod)
    {
        var gates = pod.Spec["readinessGates"u8];
        if (gates.Count == 0) return "<none>";
        var met = 0;
        foreach (var gate in gates.Items)
            if (HasCondition(pod, gate["conditionType"u8].AsString())) met++;
        return $"{met}/{gates.Count}";
    }

    private static string OrElse(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    /// <summary>What is gathered from the container statuses.</summary>
    private sealed class PodRow(string reason)
    {
        private long sidecarRestarts;
        private DateTimeOffset? sidecarLast;

        public string Reason { get; set; } = reason;
        public int Ready { get; set; }
        public long Restarts { get; set; }
        public DateTimeOffset? LastRestart { get; private set; }

        public void Count(Node status, bool init, bool sidecar)
        {
            var finished = status["lastState"u8]["terminated"u8]["finishedAt"u8].AsTime();
            if (finished > LastRestart || LastRestart is null) LastRestart = finished ?? LastRestart;
            if (!init) return;
            Restarts += status["restartCount"u8].AsInt32();
            if (!sidecar) return;
            sidecarRestarts += status["restartCount"u8].AsInt32();
            if (finished > sidecarLast || sidecarLast is null) sidecarLast = finished ?? sidecarLast;
        }

        public void ForgetInit()
        {
            Restarts = sidecarRestarts;
            LastRestart = sidecarLast;
        }
    }
}
