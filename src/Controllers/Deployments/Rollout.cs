using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

/// <summary>
/// One look at one Deployment, in the order upstream takes: 1 paused conditions, 2 nothing more for one that is
/// deleted, 3 paused or resized: scale only, 4 Recreate or RollingUpdate, 5 old revisions, 6 status.
/// </summary>
internal sealed partial class Rollout
{
    private readonly DeploymentModel deployment;
    private readonly DeploymentStatus status;
    private readonly List<ReplicaSetModel> all;
    private readonly List<ReplicaSetModel> old;
    private readonly IEnumerable<Document> pods;
    private readonly DateTimeOffset now;
    private readonly List<PlanAction> actions = [];
    private readonly ReplicaSetModel? current;
    private CreateAction? created;

    public Rollout(Document source, IEnumerable<Document> replicaSets, IEnumerable<Document> pods, DateTimeOffset now)
    {
        deployment = new DeploymentModel(source);
        status = new DeploymentStatus(deployment, now);
        all = [.. replicaSets.Select(s => new ReplicaSetModel(s))];
        all.Sort(ReplicaSetModel.ByAge);
        current = all.Find(s => PodTemplates.AreSame(s.Template, deployment.Template));
        old = [.. all.Where(s => s != current)];
        this.pods = pods;
        this.now = now;
    }

    public DeploymentPlan Next()
    {
        if (PodFacts.IsDeleting(deployment.Source)) return Finish();
        NotePause();
        if (deployment.IsPaused) return ScaleOnly();
        if (all.Any(s => s.Replicas > 0 && s.DesiredReplicas is { } desired && desired != deployment.Replicas)) return ScaleOnly();
        return deployment.IsRollingUpdate ? RollingUpdate() : Recreate();
    }

    private DeploymentPlan ScaleOnly()
    {
        if (current is not null && UpdateRevision()) return Stop();
        Scale();
        if (deployment.IsPaused) CleanUp();
        return Finish();
    }

    private DeploymentPlan RollingUpdate()
    {
        if (!EnsureCurrent()) return Stop();
        if (GrowOrShrinkNew() || ShrinkOld()) return Finish();
        if (IsComplete()) CleanUp();
        return Finish();
    }

    private DeploymentPlan Recreate()
    {
        if (current is not null && UpdateRevision()) return Stop();
        var active = old.Where(s => s.Replicas > 0).ToList();
        foreach (var set in active) Resize(set, 0);
        if (active.Count > 0 || OldPodsRun()) return Finish();
        if (current is null)
        {
            EnsureCurrent();
            return Stop();
        }
        Resize(current, deployment.Replicas);
        if (IsComplete()) CleanUp();
        return Finish();
    }

    /// <summary>Ends with the new status computed from the ReplicaSets as they are.</summary>
    private DeploymentPlan Finish()
    {
        ComputeStatus();
        return new DeploymentPlan { Actions = actions, Status = status.Draft(), LookAgainAfter = DeadlineIn() };
    }

    /// <summary>Ends early: the write just planned brings the next look.</summary>
    private DeploymentPlan Stop() => new() { Actions = actions, NewReplicaSet = created, Status = status.Draft() };

    private void NotePause()
    {
        if (deployment.ProgressDeadline is null || status.Find("Progressing") is { Reason: "ProgressDeadlineExceeded" }) return;
        var noted = status.Find("Progressing") is { Reason: "DeploymentPaused" };
        if (deployment.IsPaused && !noted) status.Set("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused");
        else if (!deployment.IsPaused && noted) status.Set("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed");
    }

    private bool OldPodsRun()
    {
        if (old.Any(s => s.ActualReplicas > 0)) return true;
        var owners = old.Select(s => s.Source.Uid).ToHashSet(StringComparer.Ordinal);
        return pods.Any(p => !PodFacts.IsFinished(p) && Ownership.ControllerOf(p) is { } owner && owners.Contains(owner.Uid));
    }

    private bool IsComplete()
    {
        var counted = deployment.Source.Status;
        return counted["updatedReplicas"u8].AsInt32() == deployment.Replicas && counted["replicas"u8].AsInt32() == deployment.Replicas
            && counted["availableReplicas"u8].AsInt32() == deployment.Replicas
            && counted["observedGeneration"u8].AsInt64() >= deployment.Source.Metadata["generation"u8].AsInt64();
    }

    private void CleanUp()
    {
        if (deployment.HistoryLimit is not { } limit) return;
        var kept = old.Where(s => !PodFacts.IsDeleting(s.Source)).OrderBy(s => s.Revision).ThenBy(s => s.Created).ToList();
        foreach (var set in kept.Take(Math.Max(0, kept.Count - limit)))
        {
            if (set.Replicas != 0 || set.ActualReplicas != 0) continue;
            if (set.Source.Metadata["generation"u8].AsInt64() > set.Source.Status["observedGeneration"u8].AsInt64()) continue;
            actions.Add(new DeleteAction(CoreResources.ReplicaSets, set.Source.Namespace, set.Name, set.Source.Uid));
        }
    }

    private EventNote Told(string direction, string set, int from, int to) =>
        new(DeploymentPlan.About(deployment.Source), "Normal", "ScalingReplicaSet", $"Scaled {direction} replica set {set} from {from} to {to}");
}
