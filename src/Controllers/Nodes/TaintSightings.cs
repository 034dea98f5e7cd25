using Timonier.Documents;

namespace Timonier.Controllers.Nodes;

/// <summary>Since when each node has each taint that drives pods out: whoever taints a node by hand does not say.</summary>
internal sealed class TaintSightings
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, DateTimeOffset>> seen = new(StringComparer.Ordinal);

    /// <summary>Looks at a node's taints as they are now; what it has no more is forgotten. Answers the time of each.</summary>
    public Func<Node, DateTimeOffset> Look(Document node, DateTimeOffset now)
    {
        lock (gate)
        {
            var before = seen.GetValueOrDefault(node.Name);
            var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var taint in node.Spec["taints"u8].Items)
                if (taint["effect"u8].TextEquals("NoExecute"u8))
                    times[Name(taint)] = taint["timeAdded"u8].AsTime() ?? (before is not null && before.TryGetValue(Name(taint), out var at) ? at : now);
            if (times.Count > 0) seen[node.Name] = times;
            else seen.Remove(node.Name);
            return taint => times[Name(taint)];
        }
    }

    public void Forget(string node)
    {
        lock (gate) seen.Remove(node);
    }

    private static string Name(Node taint) => $"{taint["key"u8].AsString()}={taint["value"u8].AsString()}";
}
