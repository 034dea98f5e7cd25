using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers.Disruption;

/// <summary>Finds out how many pods the owners of some pods want: from our own copies of the kinds we know, else by asking for their scale.</summary>
internal sealed class PodOwners(IClusterClient client, IKindSource kinds, IInformerSource source)
{
    private readonly IInformer deployments = source.For(CoreResources.Deployments);
    private readonly IInformer replicaSets = source.For(CoreResources.ReplicaSets);
    private readonly IInformer replicationControllers = source.For(CoreResources.ReplicationControllers);
    private readonly IInformer statefulSets = source.For(CoreResources.StatefulSets);

    public IReadOnlyList<IInformer> Informers => [deployments, replicaSets, replicationControllers, statefulSets];

    public async Task<ExpectedPods> WantAsync(IEnumerable<Document> pods, CancellationToken cancellation)
    {
        var scales = new Dictionary<string, int>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var unmanaged = new List<string>();
        foreach (var pod in pods)
        {
            if (Ownership.ControllerOf(pod) is not { } owner)
            {
                unmanaged.Add(pod.Name);
                continue;
            }
            if (!asked.Add(owner.Uid)) continue;
            var (uid, scale, failure) = await ScaleAsync(owner, pod.Namespace, cancellation);
            if (failure is not null || uid is null) return new ExpectedPods(0) { Failure = failure ?? $"found no controllers for pod \"{pod.Name}\"" };
            scales[uid] = scale;
        }
        return new ExpectedPods(scales.Values.Sum()) { Unmanaged = unmanaged };
    }

    private Task<(string? Uid, int Scale, string? Failure)> ScaleAsync(Ownership owner, string @namespace, CancellationToken cancellation) =>
        (owner.Kind, owner.ApiVersion.Split('/')[0]) switch
        {
            ("ReplicaSet", "apps") => Task.FromResult(Known(OfReplicaSet(owner, @namespace))),
            ("ReplicationController", "v1") => Task.FromResult(Known(Find(replicationControllers, owner, @namespace))),
            ("StatefulSet", "apps") => Task.FromResult(Known(Find(statefulSets, owner, @namespace))),
            _ => AskAsync(owner, @namespace, cancellation),
        };

    private Document? OfReplicaSet(Ownership owner, string @namespace)
    {
        var set = Find(replicaSets, owner, @namespace);
        if (set is null || Ownership.ControllerOf(set) is not { Kind: "Deployment" } above) return set;
        return Find(deployments, above, @namespace);
    }

    private static Document? Find(IInformer informer, Ownership owner, string @namespace) =>
        informer.Snapshot.Get(@namespace, owner.Name) is { } found && found.Uid == owner.Uid ? found : null;

    private static (string?, int, string?) Known(Document? owner) => owner is null ? (null, 0, null) : (owner.Uid, owner.Spec["replicas"u8].AsInt32OrNull() ?? 1, null);

    private async Task<(string? Uid, int Scale, string? Failure)> AskAsync(Ownership owner, string @namespace, CancellationToken cancellation)
    {
        if (kinds.Current.FindKind(owner.ApiVersion, owner.Kind) is not { } kind) return (null, 0, null);
        var scale = await client.GetAsync(kind.Resource, @namespace, owner.Name, "scale", cancellation);
        if (scale.IsSuccess) return scale.Value.Uid == owner.Uid ? (scale.Value.Uid, scale.Value.Spec["replicas"u8].AsInt32(), null) : (null, 0, null);
        if (!scale.Failure.IsNotFound) return (null, 0, scale.Failure.Message);
        return (null, 0, kind.Subresource("scale") is null ? $"{kind.Resource.Qualified} does not implement the scale subresource" : null);
    }
}
