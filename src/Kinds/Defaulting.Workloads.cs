using Timonier.Documents;

namespace Timonier.Kinds;

public static partial class Defaulting
{
    private static void DeploymentSpec(DraftObject spec)
    {
        Set(spec, "replicas", 1);
        var strategy = spec.Object("strategy");
        Set(strategy, "type", "RollingUpdate");
        if (strategy.String("type") == "RollingUpdate")
        {
            var rolling = strategy.Object("rollingUpdate");
            Set(rolling, "maxUnavailable", "25%");
            Set(rolling, "maxSurge", "25%");
        }
        Set(spec, "revisionHistoryLimit", 10);
        Set(spec, "progressDeadlineSeconds", 600);
    }

    private static void StatefulSetSpec(DraftObject spec)
    {
        Set(spec, "podManagementPolicy", "OrderedReady");
        var strategy = spec.Object("updateStrategy");
        Set(strategy, "type", "RollingUpdate");
        if (strategy.String("type") == "RollingUpdate") Set(strategy.Object("rollingUpdate"), "partition", 0);
        var retention = spec.Object("persistentVolumeClaimRetentionPolicy");
        Set(retention, "whenDeleted", "Retain");
        Set(retention, "whenScaled", "Retain");
        Set(spec, "replicas", 1);
        Set(spec, "revisionHistoryLimit", 10);
    }

    private static void DaemonSetSpec(DraftObject spec)
    {
        var strategy = spec.Object("updateStrategy");
        Set(strategy, "type", "RollingUpdate");
        if (strategy.String("type") == "RollingUpdate")
        {
            var rolling = strategy.Object("rollingUpdate");
            Set(rolling, "maxUnavailable", 1);
            Set(rolling, "maxSurge", 0);
        }
        Set(spec, "revisionHistoryLimit", 10);
    }

    // Of the workloads only this oldest one takes its labels and its selector from the template.
    private static void ReplicationController(DraftObject controller)
    {
        var spec = controller.Object("spec");
        if (spec["template"] is not DraftObject template || template["metadata"] is not DraftObject metadata || metadata["labels"] is not DraftObject labels) return;
        if (spec["selector"] is not DraftObject { Count: > 0 }) spec["selector"] = labels.Clone();
        if (controller.Object("metadata")["labels"] is not DraftObject { Count: > 0 }) controller.Object("metadata")["labels"] = labels.Clone();
    }
}
