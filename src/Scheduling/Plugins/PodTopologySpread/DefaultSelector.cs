using System.Runtime.CompilerServices;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Which pods belong together with one that does not say: those of its Services and of its controller.</summary>
internal sealed class DefaultSelector
{
    // Selectors are read once for each version of a Service.
    private readonly ConditionalWeakTable<Document, LabelSelector> read = [];

    /// <summary>Nothing when the pod belongs to none.</summary>
    public LabelSelector Of(PodRequest pod, ClusterView cluster)
    {
        var all = new List<LabelRequirement>();
        foreach (var service in cluster.All(CoreResources.Services).InNamespace(pod.Namespace))
        {
            var selector = read.GetValue(service, static s => LabelSelectors.OfMap(s.Spec["selector"u8]));
            if (!selector.IsNothing && pod.Labels.Meets(selector)) all.AddRange(selector.Requirements);
        }
        foreach (var owner in pod.Pod.Metadata["ownerReferences"u8].Items)
            if (owner["controller"u8].AsBool()) all.AddRange(SelectorOf(owner, pod, cluster).Requirements);
        return all.Count == 0 ? LabelSelector.Nothing : LabelSelector.Of(all.Distinct());
    }

    private static LabelSelector SelectorOf(Node owner, PodRequest pod, ClusterView cluster)
    {
        var resource = owner["kind"u8].AsString() switch
        {
            "ReplicaSet" => CoreResources.ReplicaSets,
            "StatefulSet" => CoreResources.StatefulSets,
            "ReplicationController" => CoreResources.ReplicationControllers,
            _ => default,
        };
        if (resource == default || cluster.All(resource).Get(pod.Namespace, owner["name"u8].AsString()) is not { } found) return LabelSelector.Nothing;
        var selector = found.Spec["selector"u8];
        return resource == CoreResources.ReplicationControllers ? LabelSelectors.OfMap(selector) : LabelSelectors.Of(selector);
    }
}
