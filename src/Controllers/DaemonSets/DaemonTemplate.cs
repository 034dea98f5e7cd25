using Timonier.Documents;

namespace Timonier.Controllers.DaemonSets;

/// <summary>What makes a pod a daemon: it stays through the troubles of its node and is bound to that node alone.</summary>
internal static class DaemonTemplate
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";

    private static readonly (string Taint, string Effect)[] Troubles =
    [
        ("not-ready", "NoExecute"), ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"), ("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"),
    ];

    /// <summary>The template of a set with the tolerations added.</summary>
    public static Node Of(Document set)
    {
        var template = Draft.From(set.Spec["template"u8]) as DraftObject ?? new DraftObject();
        var spec = template.Object("spec");
        foreach (var (taint, effect) in Troubles) Tolerate(spec, taint, effect);
        // On the network of the node itself there is nothing to wait for.
        if (spec["hostNetwork"] is DraftScalar { Kind: NodeKind.True }) Tolerate(spec, "network-unavailable", "NoSchedule");
        return template.ToDocument().Root;
    }

    /// <summary>Binds a pod to one node; whatever else it required of nodes, this one has met.</summary>
    public static void Bind(DraftObject podSpec, string node)
    {
        var name = new DraftObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = DraftArray.OfTexts([node]) };
        var term = new DraftObject { ["matchFields"] = new DraftArray([name]) };
        podSpec.Object("affinity").Object("nodeAffinity")[Required] = new DraftObject { ["nodeSelectorTerms"] = new DraftArray([term]) };
    }

    /// <summary>The node a pod runs on or is bound to; empty: there is none.</summary>
    public static string NodeOf(Document pod)
    {
        if (pod.Spec["nodeName"u8].AsString() is { Length: > 0 } name) return name;
        foreach (var term in pod.Spec["affinity"u8]["nodeAffinity"u8][Required]["nodeSelectorTerms"u8].Items)
            foreach (var field in term["matchFields"u8].Items)
                if (field["key"u8].TextEquals("metadata.name"u8) && field["operator"u8].TextEquals("In"u8) && field["values"u8].Count == 1)
                    return field["values"u8][0].AsString();
        return "";
    }

    private static void Tolerate(DraftObject spec, string taint, string effect)
    {
        var wanted = new DraftObject { ["key"] = "node.kubernetes.io/" + taint, ["operator"] = "Exists", ["effect"] = effect };
        var tolerations = spec.Array("tolerations");
        // One for a time only becomes one for good.
        tolerations.RemoveAll(t => t is DraftObject other && other.String("key") == wanted.String("key") && other.String("effect") == effect && other.String("operator") == "Exists");
        tolerations.Add(wanted);
    }
}
