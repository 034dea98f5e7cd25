using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Jobs;

/// <summary>Lets go of pods that wait to be counted by a Job that is no more, or has ended, or is no longer theirs.</summary>
public sealed class OrphanPodController(IClusterClient client, IEventRecorder events) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? jobs, pods;

    public override string Name => "job-orphan-pod-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        jobs = source.For(CoreResources.Jobs);
        pods = source.For(CoreResources.Pods);
        pods.Subscribe(change =>
        {
            if (change.New is { } pod && MayBeOrphan(pod)) queue.Add(ObjectKey.Of(pod));
        });
        jobs.Subscribe(change =>
        {
            if (change.New is { } job && !new JobModel(job).IsFinished) return;
            foreach (var pod in pods.Snapshot.InNamespace(change.Any.Namespace))
                if ((Ownership.ControllerOf(pod)?.Uid ?? change.Any.Uid) == change.Any.Uid && MayBeOrphan(pod)) queue.Add(ObjectKey.Of(pod));
        });
        return [jobs, pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (pods!.Snapshot.Get(key.Namespace, key.Name) is not { } pod || !MayBeOrphan(pod)) return ReconcileOutcome.Done;
        if (Ownership.ControllerOf(pod) is { } owner)
        {
            // The server knows of a Job that the informer has not shown yet.
            var job = await client.GetAsync(CoreResources.Jobs, key.Namespace, owner.Name, cancellation: cancellation);
            if (job.Failure is { IsNotFound: false } unknown) return ReconcileOutcome.Failed(unknown);
            if (job.Value?.Uid == owner.Uid && new JobModel(job.Value) is var present && (present.IsForeign || !present.IsFinished)) return ReconcileOutcome.Done;
        }
        return await executor.ApplyAsync([JobController.LetGo(pod)], cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }

    /// <summary>Held, and as far as is known not by a Job that works, nor about to be adopted by one.</summary>
    private bool MayBeOrphan(Document pod)
    {
        if (!JobPod.IsHeldBy(pod)) return false;
        if (Ownership.ControllerOf(pod) is not { } owner) return !jobs!.Snapshot.InNamespace(pod.Namespace).Any(j => WouldAdopt(j, pod));
        if (owner is not { Kind: "Job", ApiVersion: "batch/v1" }) return false;
        return jobs!.Snapshot.Get(pod.Namespace, owner.Name) is not { } job || job.Uid != owner.Uid || new JobModel(job).IsFinished;
    }

    private static bool WouldAdopt(Document job, Document pod) =>
        new JobModel(job) is { IsFinished: false, IsDeleting: false, IsForeign: false } && ObjectSelectors.Read(job.Spec["selector"u8]).MatchesLabels(pod.Metadata["labels"u8]);
}
