using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private static DraftArray OfDeployment(Document deployment, DateTimeOffset now)
    {
        var status = deployment.Status;
        var containers = deployment.Spec["template"u8]["spec"u8]["containers"u8];
        return
        [
            deployment.Name, $"{status["readyReplicas"u8].AsInt64()}/{deployment.Spec["replicas"u8].AsInt64()}", status["updatedReplicas"u8].AsInt64(),
            status["availableReplicas"u8].AsInt64(), AgeOf(deployment, now), Joined(containers, "name"u8), Joined(containers, "image"u8), SelectorOf(deployment),
        ];
    }

    private static DraftArray OfReplicaSet(Document set, DateTimeOffset now)
    {
        var containers = set.Spec["template"u8]["spec"u8]["containers"u8];
        return
        [
            set.Name, set.Spec["replicas"u8].AsInt64(), set.Status["replicas"u8].AsInt64(), set.Status["readyReplicas"u8].AsInt64(), AgeOf(set, now),
            Joined(containers, "name"u8), Joined(containers, "image"u8), SelectorOf(set),
        ];
    }

    private static string SelectorOf(Document workload)
    {
        var selector = LabelSelectors.Of(workload.Spec["selector"u8]);
        return selector.IsNothing || selector.IsEmpty ? "<none>" : selector.ToString();
    }
}
