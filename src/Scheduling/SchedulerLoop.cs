using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Plugins;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling;

/// <summary>
/// The scheduler: one turn at a time owns queue and table; 1 take in changes, 2 decide for the next pod, 3 assume
/// it placed, 4 bind in the background, 5 sleep until a change or a back-off ends.
/// </summary>
public sealed partial class SchedulerLoop
{
    public const string SchedulerName = "default-scheduler";
    private readonly IClusterClient client;
    private readonly TimeProvider time;
    private readonly IIdSource ids;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly EventRecorder events;
    private readonly NodeTable table = new();
    private readonly SchedulingQueue queue;
    private readonly ConcurrentDictionary<string, DecisionRecord> decisions = new(StringComparer.Ordinal);
    private readonly Channel<Action> changes = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private IInformer? claims;
    private int start;

    public SchedulerLoop(IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        client = clients.For(new UserInfo("system:kube-scheduler", ["system:authenticated"]));
        this.time = time;
        this.ids = ids;
        this.loggers = loggers;
        logger = loggers.CreateLogger<SchedulerLoop>();
        events = new EventRecorder(client, new EventSource(SchedulerName), time, loggers.CreateLogger<EventRecorder>());
        queue = new SchedulingQueue(time);
    }

    /// <summary>The last decision about every pod that waits, by uid.</summary>
    public IReadOnlyDictionary<string, DecisionRecord> Decisions => decisions;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var source = new InformerSource(client, time, ids, loggers);
        var nodes = source.For(CoreResources.Nodes);
        var pods = source.For(CoreResources.Pods);
        claims = source.For(CoreResources.PersistentVolumeClaims);
        using var hearsNodes = nodes.Subscribe(change => changes.Writer.TryWrite(() => HearNode(change)));
        using var hearsPods = pods.Subscribe(change => changes.Writer.TryWrite(() => HearPod(change)));
        using var hearsClaims = claims.Subscribe(change => changes.Writer.TryWrite(() => HearClaim(change)));
        var recording = events.RunAsync(cancellation);
        try
        {
            await nodes.SyncedAsync(cancellation);
            await pods.SyncedAsync(cancellation);
            await claims.SyncedAsync(cancellation);
            while (!cancellation.IsCancellationRequested)
            {
                while (changes.Reader.TryRead(out var change)) change();
                if (queue.Take() is { } pod) Decide(pod, cancellation);
                else await WaitAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
        await recording;
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        var wake = queue.NextWake();
        if (wake is null)
        {
            await changes.Reader.WaitToReadAsync(cancellation);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var changed = changes.Reader.WaitToReadAsync(either.Token).AsTask();
        var woken = Task.Delay(wake.Value, time, either.Token);
        await Task.WhenAny(changed, woken);
        either.Cancel();
    }

    private void Decide(PodRequest request, CancellationToken cancellation)
    {
        var pod = request.Pod;
        if (table.PlaceOf(pod.Uid) is not null) return;
        var decision = SchedulingPlan.Compute(request, table, start, ids.NextDouble(), time.GetUtcNow(), VolumeClaims.Check(pod, claims!.Snapshot));
        start = table.Rows.Count == 0 ? 0 : (start + decision.Refused.Count + 1) % table.Rows.Count;
        if (decision.Node.Length == 0)
        {
            decisions[pod.Uid] = decision;
            queue.Sleep(pod.Uid);
            events.Record(ObjectReference.To(pod), "Warning", "FailedScheduling", decision.Message);
            _ = MarkAsync(pod, "Unschedulable", decision.Message, cancellation);
            return;
        }
        table.Place(request, decision.Node);
        _ = BindAsync(pod, decision.Node, cancellation);
    }

    private async Task BindAsync(Document pod, string node, CancellationToken cancellation)
    {
        Status? failure;
        try
        {
            failure = (await client.CreateAsync(CoreResources.Pods, pod.Namespace, new DraftObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Binding",
                ["metadata"] = new DraftObject { ["name"] = pod.Name, ["namespace"] = pod.Namespace, ["uid"] = pod.Uid },
                ["target"] = new DraftObject { ["kind"] = "Node", ["name"] = node },
            }, new WriteQuery { Subresource = "binding", Name = pod.Name }, cancellation)).Failure;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e)
        {
            // The edge of one binding: the pod is tried again, the others go on.
            LogBindBroke(logger, e, pod.Namespace, pod.Name);
            failure = new Status(500, "InternalError", e.Message);
        }
        if (failure is null)
        {
            events.Record(ObjectReference.To(pod), "Normal", "Scheduled", $"Successfully assigned {pod.Namespace}/{pod.Name} to {node}");
            return;
        }
        if (!failure.IsConflict && !failure.IsNotFound) LogBindRefused(logger, pod.Namespace, pod.Name, node, failure.Code, failure.Message);
        changes.Writer.TryWrite(() =>
        {
            Lift(pod.Uid);
            queue.Retry(pod.Uid);
        });
    }
}
