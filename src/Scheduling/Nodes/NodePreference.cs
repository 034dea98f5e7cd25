using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>Nodes that are liked better, and how much.</summary>
public sealed record NodePreference(NodeTerm Term, int Weight)
{
    public static IReadOnlyList<NodePreference> ListOf(Node nodeAffinity)
    {
        var all = new List<NodePreference>();
        foreach (var preferred in nodeAffinity["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
            all.Add(new NodePreference(NodeTerm.Of(preferred["preference"u8]), preferred["weight"u8].AsInt32()));
        return all;
    }
}
