using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>apps</c>.</summary>
internal static class AppsRules
{
    public static readonly KindRules[] Kinds =
    [
        new("apps", "Deployment", d => Deployment(d["spec"])) { Status = d => DeploymentStatus(d["status"]) },
        new("apps", "ReplicaSet", r => ReplicaSet(r["spec"])) { Status = r => ReplicaSetStatus(r["status"]) },
        new("apps", "DaemonSet", d => DaemonSetRules.Spec(d["spec"])) { Status = d => DaemonSetRules.Status(d["status"]) },
        new("apps", "StatefulSet", s => StatefulSetRules.Spec(s["spec"])) { Status = s => StatefulSetRules.Status(s["status"]), Name = Names.Dns1123Label },
        new("apps", "ControllerRevision", ControllerRevision),
    ];

    private static void ReplicaSet(Place spec)
    {
        spec.NotNegative("replicas", "minReadySeconds");
        // Upstream says deployment for both.
        TemplateSelector(spec, "deployment");
        PodTemplate(spec["template"]);
        LastingTemplate(spec["template"], "ReplicaSet");
        spec["selector"].Immutable();
    }

    private static void Deployment(Place spec)
    {
        ReplicaSet(spec);
        Strategy(spec["strategy"]);
        spec["revisionHistoryLimit"].NotNegative();
        var deadline = spec["progressDeadlineSeconds"];
        if (!deadline.Exists) return;
        deadline.NotNegative();
        if (deadline.Number <= spec["minReadySeconds"].Number) deadline.Invalid("must be greater than minReadySeconds");
    }

    private static void Strategy(Place strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "Recreate":
                if (rolling.Exists) rolling.Forbidden("may not be specified when strategy `type` is 'Recreate'");
                break;
            case "RollingUpdate":
                Share(rolling["maxUnavailable"]);
                Share(rolling["maxSurge"]);
                if (IsNothing(rolling["maxUnavailable"]) && IsNothing(rolling["maxSurge"])) rolling["maxUnavailable"].Invalid("may not be 0 when `maxSurge` is 0");
                NotMoreThanAll(rolling["maxUnavailable"]);
                break;
            default:
                strategy["type"].OneOf("Recreate", "RollingUpdate");
                break;
        }
    }

    private static void DeploymentStatus(Place status)
    {
        PodCounts(status, "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "terminatingReplicas");
        AvailableAreReady(status);
    }

    public static void ReplicaSetStatus(Place status)
    {
        PodCounts(status, "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "terminatingReplicas");
        AvailableAreReady(status);
    }

    private static void ControllerRevision(Place revision)
    {
        if (!revision["data"].Exists) revision["data"].Required("data is mandatory");
        revision["revision"].NotNegative();
        revision["data"].Immutable();
    }
}
