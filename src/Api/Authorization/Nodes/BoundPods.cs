using System.Collections.Concurrent;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Authorization.Nodes;

/// <summary>The pods of each node and what they name. Both are settled when a pod is bound, so later changes cost nothing.</summary>
internal sealed class BoundPods : IDisposable
{
    private readonly FollowedObjects pods;
    private readonly Dictionary<(string Namespace, string Name), string> nodeOf = [];
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<(string Namespace, string Name), PodReference[]>> byNode = new(StringComparer.Ordinal);

    public BoundPods(IRevisionStore store) => pods = new FollowedObjects(store, "/registry/core/pods/", Clear, Apply);

    public ValueTask CatchUpAsync(CancellationToken cancellation) => pods.CatchUpAsync(cancellation);

    public bool Runs(string node, string @namespace, string pod) => byNode.TryGetValue(node, out var own) && own.ContainsKey((@namespace, pod));

    /// <summary>Whether a pod on that node names the object.</summary>
    public bool Names(string node, string @namespace, PodReference wanted) =>
        byNode.TryGetValue(node, out var own) && own.Any(pod => pod.Key.Namespace == @namespace && pod.Value.Contains(wanted));

    public void Dispose() => pods.Dispose();

    private void Clear()
    {
        nodeOf.Clear();
        byNode.Clear();
    }

    private void Apply(Document pod, bool gone)
    {
        var key = (pod.Namespace, pod.Name);
        if (gone)
        {
            if (nodeOf.Remove(key, out var former)) byNode[former].TryRemove(key, out _);
            return;
        }
        if (nodeOf.ContainsKey(key) || pod.Spec["nodeName"u8].AsString() is not { Length: > 0 } node) return;
        nodeOf[key] = node;
        byNode.GetOrAdd(node, _ => []).TryAdd(key, PodReferences.Of(pod));
    }
}
