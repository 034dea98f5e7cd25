using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.FinishedJobs;

/// <summary>A finished Job goes, with its pods, once its <c>ttlSecondsAfterFinished</c> have passed.</summary>
public static class FinishedJobPlan
{
    public static ControllerPlan Compute(Document job, DateTimeOffset now)
    {
        if (PodFacts.IsDeleting(job) || job.Spec["ttlSecondsAfterFinished"u8].AsInt64OrNull() is not { } seconds) return ControllerPlan.Nothing;
        if (JobFacts.End(job)?.LastTransitionTime is not { } end) return ControllerPlan.Nothing;
        var left = end + TimeSpan.FromSeconds(seconds) - now;
        if (left > TimeSpan.Zero) return new ControllerPlan([], left);
        return new ControllerPlan([new DeleteAction(CoreResources.Jobs, job.Namespace, job.Name, job.Uid) { ResourceVersion = job.ResourceVersion, PropagationPolicy = "Foreground" }]);
    }
}
