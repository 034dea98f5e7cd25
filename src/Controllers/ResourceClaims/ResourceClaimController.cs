using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ResourceClaims;

/// <summary>Makes the claims of pods from their templates, and takes devices back from pods that have ended.</summary>
public sealed class ResourceClaimController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ClaimKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly Expectations expectations = new(time);
    private IInformer? pods, claims, templates;

    public override string Name => "resourceclaim-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ClaimKey> queue)
    {
        pods = source.For(CoreResources.Pods);
        claims = source.For(DeviceResources.Claims);
        templates = source.For(DeviceResources.Templates);
        pods.Subscribe(change =>
        {
            var pod = change.Any;
            if (!PodClaims.Any(pod)) return;
            if (change.New is null || PodClaims.IsDone(pod))
                foreach (var claim in PodClaims.Names(pod)) queue.Add(new ClaimKey(false, pod.Namespace, claim));
            else queue.Add(new ClaimKey(true, pod.Namespace, pod.Name));
            if (change.New is null) expectations.Forget(ObjectKey.Of(pod));
        });
        claims.Subscribe(change =>
        {
            var claim = change.Any;
            queue.Add(new ClaimKey(false, claim.Namespace, claim.Name));
            if (Ownership.ControllerOf(claim) is not { Kind: "Pod" } owner) return;
            if (change.Old is null) expectations.Created(new ObjectKey(claim.Namespace, owner.Name));
            queue.Add(new ClaimKey(true, claim.Namespace, owner.Name));
        });
        templates.Subscribe(change =>
        {
            if (change.Old is not null) return;
            foreach (var pod in pods.Snapshot.InNamespace(change.Any.Namespace))
                if (PodClaims.Any(pod)) queue.Add(new ClaimKey(true, pod.Namespace, pod.Name));
        });
        return [pods, claims, templates];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ClaimKey key, CancellationToken cancellation)
    {
        var failure = key.IsPod ? await OfPodAsync(key, cancellation) : await OfClaimAsync(key, cancellation);
        return failure is null or { IsNotFound: true } ? ReconcileOutcome.Done : ReconcileOutcome.Failed(failure);
    }

    private async Task<Status?> OfPodAsync(ClaimKey key, CancellationToken cancellation)
    {
        if (pods!.Snapshot.Get(key.Namespace, key.Name) is not { } pod || PodFacts.IsDeleting(pod) || PodClaims.IsDone(pod)) return null;
        var own = ObjectKey.Of(pod);
        // Claims get their names from the server, so until an earlier one is seen no other is made.
        if (!expectations.AreMet(own)) return null;
        var plan = PodClaimPlan.Compute(pod, [.. claims!.Snapshot.InNamespace(key.Namespace)], [.. templates!.Snapshot.InNamespace(key.Namespace)]);
        var made = new Dictionary<string, string>(plan.Made, StringComparer.Ordinal);
        Status? failure = null;
        foreach (var (name, create) in plan.Missing)
        {
            expectations.Expect(own, 1, []);
            var created = await executor.ApplyAsync(create, cancellation);
            if (created.IsSuccess)
            {
                made[name] = created.Value.Name;
                continue;
            }
            expectations.Created(own);
            executor.Record(PodClaimPlan.Failed(pod, name, created.Failure.Message));
            failure ??= created.Failure;
        }
        if (made.Count > 0) failure ??= await executor.ApplyAsync([PodClaimPlan.Tell(pod, made)], cancellation);
        failure ??= await executor.ApplyAsync(plan.Reserve, cancellation);
        if (plan.Trouble is { } trouble) executor.Record(trouble);
        return failure;
    }

    private async Task<Status?> OfClaimAsync(ClaimKey key, CancellationToken cancellation)
    {
        if (claims!.Snapshot.Get(key.Namespace, key.Name) is not { } claim) return null;
        var (known, unknown) = await UsersAsync(claim, cancellation);
        if (unknown is not null) return unknown;
        var owner = Ownership.ControllerOf(claim) is { Kind: "Pod" } pod ? pods!.Snapshot.Get(key.Namespace, pod.Name) : null;
        var plan = ClaimCleanupPlan.Compute(claim, uid => known.GetValueOrDefault(uid), owner);
        if (plan.Write is null) return plan.Failure;
        var written = await executor.ApplyAsync(plan.Write, cancellation);
        return written.IsSuccess && plan.Releases ? await executor.ApplyAsync([ClaimCleanupPlan.Unheld(written.Value)], cancellation) : written.Failure;
    }

    /// <summary>By uid, whether a pod may still use the claim. One that is not seen may be too new: the server is asked, for what is given back is gone.</summary>
    private async Task<(Dictionary<string, bool> Uses, Status? Failure)> UsersAsync(Document claim, CancellationToken cancellation)
    {
        var uses = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var user in claim.Status["reservedFor"u8].Items)
        {
            var (name, uid) = (user["name"u8].AsString(), user["uid"u8].AsString());
            var pod = pods!.Snapshot.Get(claim.Namespace, name);
            if (pod?.Uid != uid)
            {
                var stored = await client.GetAsync(CoreResources.Pods, claim.Namespace, name, cancellation: cancellation);
                if (stored.Failure is { IsNotFound: false } failure) return (uses, failure);
                pod = stored.Value;
            }
            uses[uid] = pod?.Uid == uid && !PodClaims.IsDone(pod);
        }
        return (uses, null);
    }
}
