using Timonier.Client.Events;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

/// <summary>
/// The next step of one Deployment: writes to its ReplicaSets, in order, and the status that tells of them.
/// A step is small on purpose; the change it makes brings the next look.
/// </summary>
public sealed record DeploymentPlan
{
    public IReadOnlyList<PlanAction> Actions { get; init; } = [];

    /// <summary>The ReplicaSet to create; its name may turn out to be taken.</summary>
    public CreateAction? NewReplicaSet { get; init; }

    /// <summary>The Deployment with its new status and revision annotation; null when it stands already.</summary>
    public DraftObject? Status { get; init; }

    public TimeSpan? LookAgainAfter { get; init; }

    /// <param name="deployment">The Deployment.</param>
    /// <param name="replicaSets">The ReplicaSets it owns.</param>
    /// <param name="pods">Pods in its namespace; a Recreate waits until the old ones are gone.</param>
    /// <param name="now">The time.</param>
    public static DeploymentPlan Compute(Document deployment, IEnumerable<Document> replicaSets, IEnumerable<Document> pods, DateTimeOffset now) =>
        new Rollout(deployment, replicaSets, pods, now).Next();

    /// <summary>The status after the name of the new ReplicaSet was found taken by a stranger.</summary>
    public static DraftObject AfterCollision(Document deployment)
    {
        var draft = DraftObject.Of(deployment);
        draft.Object("status")["collisionCount"] = deployment.Status["collisionCount"u8].AsInt32() + 1;
        return draft;
    }

    /// <summary>The status after the new ReplicaSet was refused.</summary>
    public static DraftObject? AfterRefusal(Document deployment, string replicaSet, string why, DateTimeOffset now)
    {
        var status = new DeploymentStatus(new DeploymentModel(deployment), now);
        status.Set("Progressing", "False", "ReplicaSetCreateError", $"Failed to create new replica set \"{replicaSet}\": {why}");
        return status.Draft();
    }

    internal static ObjectReference About(Document deployment) =>
        ObjectReference.To(deployment) with { ApiVersion = "apps/v1", Kind = "Deployment" };
}
