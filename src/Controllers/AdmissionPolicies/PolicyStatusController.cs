using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers.AdmissionPolicies;

/// <summary>Says in the status of validating admission policies where their expressions do not fit the kinds they are for.</summary>
public sealed class PolicyStatusController(IClusterClient client, IEventRecorder events, IKindSource kinds) : Controller<ObjectKey>
{
    private static readonly ResourceName Policies = new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies");
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? policies;

    public override string Name => "validatingadmissionpolicy-status-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        policies = source.For(Policies);
        policies.Subscribe(change =>
        {
            if (change.New is { } policy) queue.Add(ObjectKey.Of(policy));
        });
        return [policies];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (policies!.Snapshot.Get("", key.Name) is not { } policy || PolicyStatusPlan.Compute(policy, kinds.Current) is not { } body) return ReconcileOutcome.Done;
        return await executor.ApplyAsync([new UpdateAction(Policies, "", body, "status")], cancellation) is { } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }
}
