using System.Globalization;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Nodes;

/// <summary>For how many seconds a node's agent may trust its copies of secrets and config maps: longer, the more nodes there are.</summary>
public static class NodeTtlPlan
{
    private const string Annotation = "node.alpha.kubernetes.io/ttl";

    // From how many nodes on, and up to how many: the steps overlap, so that one node more or less does not rewrite all.
    private static readonly (int Least, int Most, int Seconds)[] Steps =
        [(0, 100, 0), (90, 500, 15), (450, 1000, 30), (900, 2000, 60), (1800, 10000, 300), (9000, int.MaxValue, 600)];

    /// <summary>The step after a change of the number of nodes.</summary>
    public static int Step(int before, int nodes)
    {
        while (nodes > Steps[before].Most) before++;
        while (nodes < Steps[before].Least) before--;
        return before;
    }

    /// <summary>Null when the node says so already.</summary>
    public static PatchAction? Compute(Document node, int step)
    {
        var seconds = Steps[step].Seconds.ToString(CultureInfo.InvariantCulture);
        if (node.Metadata["annotations"u8][Annotation].AsString() == seconds) return null;
        var patch = new DraftObject { ["metadata"] = new DraftObject { ["uid"] = node.Uid, ["annotations"] = new DraftObject { [Annotation] = seconds } } };
        return new PatchAction(CoreResources.Nodes, "", node.Name, PatchBody.Strategic(patch));
    }
}
