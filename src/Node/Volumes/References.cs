using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>What the volumes of a pod are made from. Pure.</summary>
internal static class References
{
    /// <summary>The ConfigMaps and Secrets, each once, whether or not they exist.</summary>
    public static IReadOnlySet<ObjectName> Of(PodDefinition pod)
    {
        var found = new HashSet<ObjectName>();
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            Add(volume, "secretName");
            foreach (var source in volume["projected"u8]["sources"u8].Items) Add(source, "name");
        }
        return found;

        void Add(Place source, string secretName)
        {
            if (source["configMap"u8]["name"u8].AsString() is { Length: > 0 } map) found.Add(new(CoreResources.ConfigMaps, pod.Namespace, map));
            if (source["secret"u8][secretName].AsString() is { Length: > 0 } secret) found.Add(new(CoreResources.Secrets, pod.Namespace, secret));
        }
    }

    /// <summary>Whether files that tell of the pod itself would read otherwise.</summary>
    public static bool TellsOtherwise(Document old, Document next)
    {
        var (before, after) = (old.Metadata, next.Metadata);
        return before["generation"u8].AsInt64() != after["generation"u8].AsInt64()
            || !before["labels"u8].Raw.Span.SequenceEqual(after["labels"u8].Raw.Span)
            || !before["annotations"u8].Raw.Span.SequenceEqual(after["annotations"u8].Raw.Span);
    }
}
