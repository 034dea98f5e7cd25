using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Deployments;

/// <summary>Moves pods from one template to the next by way of ReplicaSets.</summary>
public sealed class DeploymentController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? deployments, replicaSets, pods;

    public override string Name => "deployment-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        deployments = source.For(CoreResources.Deployments);
        replicaSets = source.For(CoreResources.ReplicaSets);
        pods = source.For(CoreResources.Pods);
        deployments.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        replicaSets.Subscribe(change => Heard(change, queue));
        pods.Subscribe(change =>
        {
            // Only the end of a pod matters here: a Recreate waits for it.
            if (change.New is null && Ownership.ControllerOf(change.Old!) is { Kind: "ReplicaSet" } owner
                && replicaSets.Snapshot.Get(change.Old!.Namespace, owner.Name) is { } set && Ownership.ControllerOf(set) is { Kind: "Deployment" } deployment)
                queue.Add(new ObjectKey(set.Namespace, deployment.Name));
        });
        return [deployments, replicaSets, pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (deployments!.Snapshot.Get(key.Namespace, key.Name) is not { } deployment) return ReconcileOutcome.Done;
        var selector = ObjectSelectors.Read(deployment.Spec["selector"u8]);
        if (selector.IsEmpty)
        {
            executor.Record(new EventNote(DeploymentPlan.About(deployment), "Warning", "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required."));
            return ReconcileOutcome.Done;
        }
        // 1 which ReplicaSets are its own
        var owner = new Ownership("apps/v1", "Deployment", deployment.Name, deployment.Uid);
        var claims = Claims.Compute(owner, PodFacts.IsDeleting(deployment), selector, CoreResources.ReplicaSets, replicaSets!.Snapshot.InNamespace(key.Namespace));
        if (await executor.ApplyAsync(claims.Actions, cancellation) is { IsNotFound: false } refused) return ReconcileOutcome.Failed(refused);
        // 2 the next step
        var plan = DeploymentPlan.Compute(deployment, claims.Owned, pods!.Snapshot.InNamespace(key.Namespace), time.GetUtcNow());
        // 3 its writes
        if (plan.NewReplicaSet is { } wanted && await CreateAsync(deployment, wanted, cancellation) is { } failed) return ReconcileOutcome.Failed(failed);
        if (await executor.ApplyAsync(plan.Actions, cancellation) is { } unwritten) return ReconcileOutcome.Failed(unwritten);
        if (plan.Status is not null && await WriteStatusAsync(plan.Status, cancellation) is { IsNotFound: false } stale) return ReconcileOutcome.Failed(stale);
        return ReconcileOutcome.After(plan.LookAgainAfter);
    }

    private async Task<Status?> CreateAsync(Document deployment, CreateAction wanted, CancellationToken cancellation)
    {
        var made = await executor.ApplyAsync(wanted, cancellation);
        if (made.IsSuccess) return null;
        if (!made.Failure.IsAlreadyExists)
        {
            if (DeploymentPlan.AfterRefusal(deployment, wanted.Name, made.Failure.Message, time.GetUtcNow()) is { } told) await WriteStatusAsync(told, cancellation);
            return made.Failure;
        }
        // The name is taken: by our own earlier write that has not shown up yet, or by another template with the same hash.
        var present = await client.GetAsync(CoreResources.ReplicaSets, deployment.Namespace, wanted.Name, cancellation: cancellation);
        if (!present.IsSuccess) return present.Failure;
        if (Ownership.ControllerOf(present.Value)?.Uid == deployment.Uid && PodTemplates.AreSame(present.Value.Spec["template"u8], deployment.Spec["template"u8])) return null;
        return await WriteStatusAsync(DeploymentPlan.AfterCollision(deployment), cancellation) ?? made.Failure;
    }

    private async Task<Status?> WriteStatusAsync(DraftObject whole, CancellationToken cancellation)
    {
        var written = await client.UpdateAsync(CoreResources.Deployments, whole.Object("metadata").String("namespace"), whole, new WriteQuery { Subresource = "status" }, cancellation);
        if (!written.IsSuccess) return written.Failure;
        var wanted = whole.Object("metadata").Object("annotations").String(DeploymentAnnotations.Revision);
        if (wanted.Length == 0 || written.Value.Metadata["annotations"u8][DeploymentAnnotations.Revision].AsString() == wanted) return null;
        // A server that keeps annotations out of status writes gets them by a write of the object.
        var draft = DraftObject.Of(written.Value);
        draft.Object("metadata").Object("annotations")[DeploymentAnnotations.Revision] = wanted;
        return (await client.UpdateAsync(CoreResources.Deployments, written.Value.Namespace, draft, cancellation: cancellation)).Failure;
    }

    private void Heard(ObjectChange change, WorkQueue<ObjectKey> queue)
    {
        var set = change.Any;
        if (change.Old is { } old && Ownership.ControllerOf(old) is { Kind: "Deployment" } before) queue.Add(new ObjectKey(set.Namespace, before.Name));
        if (Ownership.ControllerOf(set) is { } owner)
        {
            if (owner.Kind == "Deployment") queue.Add(new ObjectKey(set.Namespace, owner.Name));
            return;
        }
        foreach (var deployment in deployments!.Snapshot.InNamespace(set.Namespace))
            if (ObjectSelectors.Read(deployment.Spec["selector"u8]).MatchesLabels(set.Metadata["labels"u8])) queue.Add(ObjectKey.Of(deployment));
    }
}
