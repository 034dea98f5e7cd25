using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Disruption;

/// <summary>Takes back the word that a pod is about to be disrupted when, two minutes later, nobody has deleted it.</summary>
public sealed class StaleDisruptionController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? pods;

    public override string Name => "stale-pod-disruption-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        pods = source.For(CoreResources.Pods);
        pods.Subscribe(change =>
        {
            if (change.New is { } pod && Announced(pod) is not null) queue.Add(ObjectKey.Of(pod));
        });
        return [pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (pods!.Snapshot.Get(key.Namespace, key.Name) is not { } pod || Announced(pod) is not { } since) return ReconcileOutcome.Done;
        var now = time.GetUtcNow();
        if (since + DisruptionPlan.Patience - now is { Ticks: > 0 } left) return ReconcileOutcome.After(left);
        var condition = new Condition("DisruptionTarget", "False", "", "") { LastTransitionTime = now };
        var patch = new DraftObject
        {
            ["metadata"] = new DraftObject { ["uid"] = pod.Uid },
            ["status"] = new DraftObject { ["conditions"] = new DraftArray([condition.ToDraft()]) },
        };
        var refused = await executor.ApplyAsync([new PatchAction(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(patch), "status")], cancellation);
        return refused is { IsNotFound: false } ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }

    /// <summary>Since when its disruption is announced; a kubelet's own word stands however long the pod takes.</summary>
    private static DateTimeOffset? Announced(Document pod)
    {
        if (PodFacts.IsDeleting(pod)) return null;
        var target = PodFacts.Condition(pod, "DisruptionTarget"u8);
        return target["status"u8].TextEquals("True"u8) && !target["reason"u8].TextEquals("TerminationByKubelet"u8) ? target["lastTransitionTime"u8].AsTime() : null;
    }
}
