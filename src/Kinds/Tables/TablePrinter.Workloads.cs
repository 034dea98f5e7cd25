using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private static DraftArray OfDeployment(Document deployment, DateTimeOffset now)
    {
        var status = deployment.Status;
        var containers = ContainersOf(deployment.Spec["template"u8]);
        return
        [
            deployment.Name, $"{status["readyReplicas"u8].AsInt64()}/{deployment.Spec["replicas"u8].AsInt64()}", status["updatedReplicas"u8].AsInt64(),
            status["availableReplicas"u8].AsInt64(), AgeOf(deployment, now), Joined(containers, "name"u8), Joined(containers, "image"u8), SelectorOf(deployment),
        ];
    }

    private static DraftArray OfReplicaSet(Document set, DateTimeOffset now)
    {
        var containers = ContainersOf(set.Spec["template"u8]);
        return
        [
            set.Name, set.Spec["replicas"u8].AsInt64(), set.Status["replicas"u8].AsInt64(), set.Status["readyReplicas"u8].AsInt64(), AgeOf(set, now),
            Joined(containers, "name"u8), Joined(containers, "image"u8), SelectorOf(set),
        ];
    }

    private static DraftArray OfReplicationController(Document controller, DateTimeOffset now)
    {
        var containers = ContainersOf(controller.Spec["template"u8]);
        return
        [
            controller.Name, controller.Spec["replicas"u8].AsInt64(), controller.Status["replicas"u8].AsInt64(), controller.Status["readyReplicas"u8].AsInt64(),
            AgeOf(controller, now), Joined(containers, "name"u8), Joined(containers, "image"u8), LabelsOf(controller.Spec["selector"u8]),
        ];
    }

    private static DraftArray OfStatefulSet(Document set, DateTimeOffset now)
    {
        var containers = ContainersOf(set.Spec["template"u8]);
        return
        [
            set.Name, $"{set.Status["readyReplicas"u8].AsInt64()}/{set.Spec["replicas"u8].AsInt64()}", AgeOf(set, now), Joined(containers, "name"u8), Joined(containers, "image"u8),
        ];
    }

    private static DraftArray OfDaemonSet(Document set, DateTimeOffset now)
    {
        var (status, template) = (set.Status, set.Spec["template"u8]);
        return
        [
            set.Name, status["desiredNumberScheduled"u8].AsInt64(), status["currentNumberScheduled"u8].AsInt64(), status["numberReady"u8].AsInt64(),
            status["updatedNumberScheduled"u8].AsInt64(), status["numberAvailable"u8].AsInt64(), LabelsOf(template["spec"u8]["nodeSelector"u8]), AgeOf(set, now),
            Joined(ContainersOf(template), "name"u8), Joined(ContainersOf(template), "image"u8), SelectorOf(set),
        ];
    }

    private static DraftArray OfControllerRevision(Document revision, DateTimeOffset now)
    {
        var controller = "<none>";
        foreach (var owner in revision.Metadata["ownerReferences"u8].Items)
        {
            if (!owner["controller"u8].AsBool()) continue;
            var version = owner["apiVersion"u8].AsString();
            var slash = version.IndexOf('/', StringComparison.Ordinal);
            controller = $"{Qualified(owner["kind"u8].AsString(), slash < 0 ? "" : version[..slash])}/{owner["name"u8].AsString()}";
        }
        return [revision.Name, controller, revision.Root["revision"u8].AsInt64(), AgeOf(revision, now)];
    }

    private static DraftArray OfPodTemplate(Document document, DateTimeOffset now)
    {
        var template = document.Root["template"u8];
        return [document.Name, Joined(ContainersOf(template), "name"u8), Joined(ContainersOf(template), "image"u8), LabelsOf(template["metadata"u8]["labels"u8])];
    }

    private static Node ContainersOf(Node template) => template["spec"u8]["containers"u8];

    private static string LabelsOf(Node map) => OrNone(LabelSelectors.OfMap(map).ToString());

    private static string SelectorOf(Document workload) => SelectorOf(workload.Spec["selector"u8]);

    private static string SelectorOf(Node labels)
    {
        var selector = LabelSelectors.Of(labels);
        return selector.IsNothing || selector.IsEmpty ? "<none>" : selector.ToString();
    }
}
