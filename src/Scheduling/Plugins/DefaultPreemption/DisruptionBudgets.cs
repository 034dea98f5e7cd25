using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>What the PodDisruptionBudgets still allow, while pods are taken off one node in thought.</summary>
internal sealed class DisruptionBudgets
{
    private readonly List<Budget> budgets = [];

    public DisruptionBudgets(ClusterView cluster)
    {
        foreach (var document in cluster.All(CoreResources.PodDisruptionBudgets).All)
        {
            var selector = LabelSelectors.Of(document.Spec["selector"u8]);
            // One that selects everything by saying nothing is left out, as upstream does it.
            if (!selector.IsNothing && !selector.IsEmpty) budgets.Add(new Budget(document, selector));
        }
    }

    /// <summary>Those who may not go, and the others, both in their order.</summary>
    public (List<PodRequest> Guarded, List<PodRequest> Free) Split(IReadOnlyList<PodRequest> pods)
    {
        var allowed = budgets.Select(b => b.Document.Status["disruptionsAllowed"u8].AsInt32()).ToArray();
        var (guarded, free) = (new List<PodRequest>(), new List<PodRequest>());
        foreach (var pod in pods)
        {
            var isGuarded = false;
            for (var i = 0; i < budgets.Count; i++)
            {
                if (!budgets[i].Guards(pod)) continue;
                if (--allowed[i] < 0) isGuarded = true;
            }
            (isGuarded ? guarded : free).Add(pod);
        }
        return (guarded, free);
    }

    private sealed record Budget(Document Document, LabelSelector Selector)
    {
        // Who is named in the status has been counted already.
        public bool Guards(PodRequest pod) =>
            Document.Namespace == pod.Namespace && pod.Labels.Meets(Selector) && !Document.Status["disruptedPods"u8][pod.Name].Exists;
    }
}
