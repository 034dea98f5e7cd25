using Timonier.Client;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.DaemonSets;

/// <summary>A DaemonSet's wishes, and which nodes are meant.</summary>
public sealed class DaemonSetModel
{
    public const string HashLabel = "controller-revision-hash";
    public const string GenerationLabel = "pod-template-generation";

    // The server counts changes of the template here, for pods from before there were revisions.
    private const string GenerationAnnotation = "deprecated.daemonset.template.generation";

    public DaemonSetModel(Document source)
    {
        Source = source;
        Template = DaemonTemplate.Of(source);
        Generation = source.Metadata["annotations"u8][GenerationAnnotation].AsString();
    }

    public Document Source { get; }

    /// <summary>The pod template with what every daemon tolerates.</summary>
    public Node Template { get; }
    public string Generation { get; }
    public int MinReadySeconds => Source.Spec["minReadySeconds"u8].AsInt32();
    public bool IsRollingUpdate => !Source.Spec["updateStrategy"u8]["type"u8].TextEquals("OnDelete"u8);
    public bool MaySurge => IsRollingUpdate && MaxSurge(1) > 0;

    public int MaxSurge(int nodes) => Shares.Scale(Rolling["maxSurge"u8], 0, nodes, roundUp: true);

    public int MaxUnavailable(int nodes)
    {
        var share = Shares.Scale(Rolling["maxUnavailable"u8], 1, nodes, roundUp: true);
        // With neither, nothing could ever move.
        return share == 0 && MaxSurge(nodes) == 0 ? 1 : share;
    }

    /// <summary>Whether a node should get a pod, and whether one that is there may stay.</summary>
    public (bool Runs, bool Stays) On(Document node)
    {
        var spec = Template["spec"u8];
        if (spec["nodeName"u8].AsString() is { Length: > 0 } named && named != node.Name) return (false, false);
        if (!NodeSelection.Allows(spec, node)) return (false, false);
        var (runs, stays) = (true, true);
        foreach (var taint in node.Spec["taints"u8].Items)
        {
            var effect = taint["effect"u8].AsString();
            if (effect is not ("NoSchedule" or "NoExecute") || Taints.AnyTolerates(spec["tolerations"u8], taint)) continue;
            runs = false;
            stays &= effect != "NoExecute";
        }
        return (runs, stays);
    }

    /// <summary>Whether a change of a node matters: it should run a pod, or may keep one, now and not before, or the other way round.</summary>
    public bool IsConcernedBy(Document? before, Document? after) => (before is null ? default : On(before)) != (after is null ? default : On(after));

    /// <summary>Whether a pod is of the present template.</summary>
    public bool IsUpdated(Document pod, string hash)
    {
        var labels = pod.Metadata["labels"u8];
        return labels[HashLabel].AsString() == hash || (Generation.Length > 0 && labels[GenerationLabel].AsString() == Generation);
    }

    private Node Rolling => Source.Spec["updateStrategy"u8]["rollingUpdate"u8];
}
