using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

internal sealed partial class Rollout
{
    private static readonly TimeSpan DeadlineSlack = TimeSpan.FromSeconds(1);

    private void ComputeStatus()
    {
        var before = deployment.Source.Status;
        var replicas = all.Sum(s => s.ActualReplicas);
        var updated = current?.ActualReplicas ?? 0;
        var ready = all.Sum(s => s.ReadyReplicas);
        var available = all.Sum(s => s.AvailableReplicas);
        status.Observe(deployment.Source.Metadata["generation"u8].AsInt64());
        status.Count("replicas", replicas);
        status.Count("updatedReplicas", updated);
        status.Count("readyReplicas", ready);
        status.Count("availableReplicas", available);
        status.Count("unavailableReplicas", Math.Max(0, all.Sum(s => s.Replicas) - available));
        status.Terminating(all.Sum(s => s.TerminatingReplicas));
        if (available >= deployment.Replicas - deployment.MaxUnavailable)
            status.Set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
        else status.Set("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");
        // A paused one, or one that is only resized, reports numbers but makes no progress.
        if (!PodFacts.IsDeleting(deployment.Source) && !deployment.IsPaused) NoteProgress(before, replicas, updated, ready, available);
        NoteFailures();
    }

    private void NoteProgress(Node before, int replicas, int updated, int ready, int available)
    {
        if (deployment.ProgressDeadline is null)
        {
            status.Remove("Progressing");
            return;
        }
        var progressing = status.Find("Progressing");
        if (replicas == updated && progressing is { Reason: "NewReplicaSetAvailable" }) return;
        var subject = current is null ? $"Deployment \"{deployment.Name}\"" : $"ReplicaSet \"{current.Name}\"";
        if (updated == deployment.Replicas && replicas == deployment.Replicas && available == deployment.Replicas)
        {
            status.Set("Progressing", "True", "NewReplicaSetAvailable", $"{subject} has successfully progressed.");
        }
        else if (updated > before["updatedReplicas"u8].AsInt32()
            || replicas - updated < before["replicas"u8].AsInt32() - before["updatedReplicas"u8].AsInt32()
            || ready > before["readyReplicas"u8].AsInt32() || available > before["availableReplicas"u8].AsInt32())
        {
            // Told anew even when nothing but the time changes: the deadline counts from here.
            var since = progressing is { Status: "True" } ? progressing.LastTransitionTime : null;
            status.Remove("Progressing");
            status.Set("Progressing", "True", "ReplicaSetUpdated", $"{subject} is progressing.", since);
        }
        else if (IsTimedOut(progressing))
        {
            status.Set("Progressing", "False", "ProgressDeadlineExceeded", $"{subject} has timed out progressing.");
        }
    }

    private bool IsTimedOut(Condition? progressing)
    {
        if (progressing is null || progressing.Reason == "NewReplicaSetAvailable") return false;
        if (progressing.Reason == "ProgressDeadlineExceeded") return true;
        return (progressing.LastUpdateTime ?? now) + deployment.ProgressDeadline!.Value < now;
    }

    private void NoteFailures()
    {
        var failure = all.OrderByDescending(s => s == current)
            .SelectMany(s => Condition.ListOf(s.Source.Status["conditions"u8]))
            .FirstOrDefault(c => c.Type == "ReplicaFailure");
        if (failure is null) status.Remove("ReplicaFailure");
        else status.Copy(failure);
    }

    /// <summary>When a rollout that makes no progress must be looked at to be called stuck.</summary>
    private TimeSpan? DeadlineIn()
    {
        if (deployment.ProgressDeadline is not { } deadline || deployment.IsPaused || IsComplete()) return null;
        if (status.Find("Progressing") is not { } progressing || progressing.Reason is "ProgressDeadlineExceeded" or "NewReplicaSetAvailable") return null;
        var left = (progressing.LastUpdateTime ?? now) + deadline - now;
        return (left > TimeSpan.Zero ? left : TimeSpan.Zero) + DeadlineSlack;
    }
}
