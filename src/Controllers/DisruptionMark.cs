using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers;

/// <summary>The word that a pod is ended from outside, for those who count a Job's failures: this one was not the pod's own.</summary>
internal static class DisruptionMark
{
    public static PatchAction Of(Document pod, string reason, string message, DateTimeOffset now)
    {
        var condition = new Condition("DisruptionTarget", "True", reason, message) { LastTransitionTime = now };
        return new PatchAction(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(new DraftObject
        {
            ["metadata"] = new DraftObject { ["uid"] = pod.Uid },
            ["status"] = new DraftObject { ["conditions"] = new DraftArray([condition.ToDraft()]) },
        }), "status");
    }
}
