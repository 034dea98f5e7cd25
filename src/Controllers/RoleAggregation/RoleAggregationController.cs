using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.RoleAggregation;

/// <summary>Keeps the rules of cluster roles that are made of others, such as admin, edit and view.</summary>
public sealed class RoleAggregationController(IClusterClient client, IEventRecorder events) : Controller<ObjectKey>
{
    private static readonly ResourceName ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles");
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? roles;

    public override string Name => "clusterrole-aggregation-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        roles = source.For(ClusterRoles);
        roles.Subscribe(change =>
        {
            // Those that gathered it before, those that do now, and itself.
            if (change.New is { } changed && RoleAggregationPlan.Gathers(changed)) queue.Add(ObjectKey.Of(changed));
            foreach (var role in roles.Snapshot.All)
            {
                if ((change.New is { } now && RoleAggregationPlan.Gathers(role, now)) || (change.Old is { } before && RoleAggregationPlan.Gathers(role, before)))
                    queue.Add(ObjectKey.Of(role));
            }
        });
        return [roles];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (roles!.Snapshot.Get("", key.Name) is not { } role || RoleAggregationPlan.Compute(role, roles.Snapshot.All) is not { } body) return ReconcileOutcome.Done;
        return await executor.ApplyAsync([new UpdateAction(ClusterRoles, "", body)], cancellation) is { } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }
}
