using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ServiceEndpoints;

/// <summary>Services and their pods, and which services a change of a pod concerns.</summary>
internal sealed class ServiceWatch(IInformerSource source, WorkQueue<ObjectKey> queue)
{
    public IInformer Services { get; } = source.For(CoreResources.Services);
    public IInformer Pods { get; } = source.For(CoreResources.Pods);

    public void Start()
    {
        Services.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        Pods.Subscribe(Heard);
    }

    /// <summary>The pods a service selects; none without a selector, since then someone else says where it leads.</summary>
    public IReadOnlyList<Document> PodsOf(Document service)
    {
        var selector = ObjectSelectors.ReadMap(service.Spec["selector"u8]);
        return selector.IsEmpty ? [] : [.. Pods.Snapshot.InNamespace(service.Namespace).Where(p => selector.MatchesLabels(p.Metadata["labels"u8]))];
    }

    /// <summary>Whether its endpoints are ours to tell.</summary>
    public static bool IsOurs(Document service) => service.Spec["selector"u8].Count > 0 && !service.Spec["type"u8].TextEquals("ExternalName"u8);

    private void Heard(ObjectChange change)
    {
        if (change is { Old: { } before, New: { } after } && IsSame(before, after)) return;
        foreach (var service in Services.Snapshot.InNamespace(change.Any.Namespace))
        {
            var selector = ObjectSelectors.ReadMap(service.Spec["selector"u8]);
            if (selector.IsEmpty) continue;
            if ((change.Old is { } old && selector.MatchesLabels(old.Metadata["labels"u8])) || (change.New is { } now && selector.MatchesLabels(now.Metadata["labels"u8])))
                queue.Add(ObjectKey.Of(service));
        }
    }

    /// <summary>Most changes of a pod are news of its containers, which no endpoint shows.</summary>
    private static bool IsSame(Document old, Document now) =>
        PodFacts.IsReady(old) == PodFacts.IsReady(now) && PodFacts.IsDeleting(old) == PodFacts.IsDeleting(now) && PodFacts.Phase(old) == PodFacts.Phase(now)
        && old.Status["podIPs"u8].Raw.Span.SequenceEqual(now.Status["podIPs"u8].Raw.Span)
        && old.Status["podIP"u8].Raw.Span.SequenceEqual(now.Status["podIP"u8].Raw.Span)
        && old.Spec["nodeName"u8].Raw.Span.SequenceEqual(now.Spec["nodeName"u8].Raw.Span)
        && old.Metadata["labels"u8].Raw.Span.SequenceEqual(now.Metadata["labels"u8].Raw.Span);
}
