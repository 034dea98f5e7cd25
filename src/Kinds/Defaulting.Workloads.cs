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
        foreach (var claim in Objects(spec, "volumeClaimTemplates"))
        {
            claim["apiVersion"] = "v1";
            claim["kind"] = "PersistentVolumeClaim";
        }
    }

    // For Jobs alone: the template of a CronJob keeps what its author wrote.
    private static void Job(DraftObject job)
    {
        var spec = job.Object("spec");
        if (IsMissing(spec, "parallelism")) Set(spec, "completions", 1);
        Set(spec, "parallelism", 1);
        Set(spec, "backoffLimit", IsMissing(spec, "backoffLimitPerIndex") ? 6 : int.MaxValue);
        Set(spec, "completionMode", "NonIndexed");
        Set(spec, "suspend", false);
        Set(spec, "manualSelector", false);
        Set(spec, "podReplacementPolicy", IsMissing(spec, "podFailurePolicy") ? "TerminatingOrFailed" : "Failed");
        var metadata = job.Object("metadata");
        if (metadata["labels"] is not DraftObject { Count: > 0 } && LabelsOfPods(spec) is { Count: > 0 } labels) metadata["labels"] = labels.Clone();
    }

    // Once anything is said about either direction, both are written out in full.
    private static void ScalingBehavior(DraftObject behavior)
    {
        var up = behavior.Object("scaleUp");
        Set(up, "stabilizationWindowSeconds", 0);
        Set(up, "selectPolicy", "Max");
        Set(up, "policies", new DraftArray { ScalingPolicy("Pods", 4), ScalingPolicy("Percent", 100) });
        var down = behavior.Object("scaleDown");
        Set(down, "selectPolicy", "Max");
        Set(down, "policies", new DraftArray { ScalingPolicy("Percent", 100) });
    }

    private static DraftObject ScalingPolicy(string type, int value) => new() { ["type"] = type, ["value"] = value, ["periodSeconds"] = 15 };

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
        if (LabelsOfPods(spec) is not { } labels) return;
        if (spec["selector"] is not DraftObject { Count: > 0 }) spec["selector"] = labels.Clone();
        if (controller.Object("metadata")["labels"] is not DraftObject { Count: > 0 }) controller.Object("metadata")["labels"] = labels.Clone();
    }

    private static DraftObject? LabelsOfPods(DraftObject spec) =>
        spec["template"] is DraftObject template && template["metadata"] is DraftObject metadata ? metadata["labels"] as DraftObject : null;
}
