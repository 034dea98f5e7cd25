using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;

namespace Timonier.Controllers.Deployments;

internal sealed partial class Rollout
{
    private bool GrowOrShrinkNew()
    {
        var set = current!;
        if (set.Replicas == deployment.Replicas) return false;
        return Resize(set, set.Replicas > deployment.Replicas ? deployment.Replicas : NewSize(set.Replicas));
    }

    /// <summary>Takes from the old as much as availability allows: first what is not available anyway, oldest first.</summary>
    private bool ShrinkOld()
    {
        if (old.Sum(s => s.Replicas) == 0) return false;
        var leastAvailable = deployment.Replicas - deployment.MaxUnavailable;
        var notYetAvailable = current!.Replicas - current.AvailableReplicas;
        var spare = all.Sum(s => s.Replicas) - leastAvailable - notYetAvailable;
        if (spare <= 0) return false;

        var targets = old.ToDictionary(s => s, s => s.Replicas);
        foreach (var set in old)
        {
            if (spare <= 0) break;
            var unhealthy = Math.Min(spare, targets[set] - set.AvailableReplicas);
            if (targets[set] == 0 || unhealthy <= 0) continue;
            targets[set] -= unhealthy;
            spare -= unhealthy;
        }
        // A set that was made smaller tells of its former pods until it has looked again: those are on their way already.
        var surplus = all.Sum(s => Math.Min(s.AvailableReplicas, s.Replicas)) - leastAvailable;
        foreach (var set in old)
        {
            if (surplus <= 0) break;
            var count = Math.Min(targets[set], surplus);
            targets[set] -= count;
            surplus -= count;
        }
        var changed = false;
        foreach (var set in old)
            if (targets[set] != set.Replicas) changed |= Resize(set, targets[set]);
        return changed;
    }

    /// <summary>A new number of replicas without a new template; in the middle of a rollout each ReplicaSet gets its share.</summary>
    private void Scale()
    {
        var active = all.Where(s => s.Replicas > 0).ToList();
        if (active.Count <= 1)
        {
            var only = active.Count == 1 ? active[0] : current ?? old.LastOrDefault();
            if (only is not null) Resize(only, deployment.Replicas);
            return;
        }
        if (current is { } done && done.DesiredReplicas == deployment.Replicas && done.Replicas == deployment.Replicas && done.AvailableReplicas == deployment.Replicas)
        {
            foreach (var set in active.Where(s => s != done)) Resize(set, 0);
            return;
        }
        if (deployment.IsRollingUpdate) ScaleInProportion(active);
    }

    private void ScaleInProportion(List<ReplicaSetModel> active)
    {
        var allowed = deployment.Replicas > 0 ? deployment.Replicas + deployment.MaxSurge : 0;
        var toAdd = allowed - active.Sum(s => s.Replicas);
        // The largest carry the rest; among equals the newest grows first and the oldest shrinks first.
        active.Sort((x, y) => x.Replicas != y.Replicas ? y.Replicas.CompareTo(x.Replicas) : toAdd > 0 ? ReplicaSetModel.ByAge(y, x) : ReplicaSetModel.ByAge(x, y));
        var sizes = active.ToDictionary(s => s, s => s.Replicas);
        var added = 0;
        foreach (var set in active)
        {
            if (toAdd == 0 || set.Replicas == 0 || added == toAdd) continue;
            var fraction = Fraction(set);
            var share = toAdd > 0 ? Math.Min(fraction, toAdd - added) : Math.Max(fraction, toAdd - added);
            sizes[set] += share;
            added += share;
        }
        if (toAdd != 0) sizes[active[0]] = Math.Max(0, sizes[active[0]] + toAdd - added);
        foreach (var set in active) Resize(set, sizes[set], evenNotesAlone: true);
    }

    private int Fraction(ReplicaSetModel set)
    {
        if (deployment.Replicas == 0) return -set.Replicas;
        var before = set.MaxReplicas > 0 ? set.MaxReplicas : deployment.Source.Status["replicas"u8].AsInt32();
        if (before == 0) return 0;
        var size = (double)set.Replicas * (deployment.Replicas + deployment.MaxSurge) / before;
        return (int)Math.Round(size, MidpointRounding.AwayFromZero) - set.Replicas;
    }

    /// <summary>Plans the write when the size (or, if asked, only the noted sizes) differ; answers whether the size changes.</summary>
    private bool Resize(ReplicaSetModel set, int size, bool evenNotesAlone = false)
    {
        var from = set.Replicas;
        if (from == size && !evenNotesAlone) return false;
        if (!DeploymentAnnotations.NoteSizes(deployment, set.Annotations) && from == size) return false;
        set.Replicas = size;
        actions.Add(new UpdateAction(CoreResources.ReplicaSets, set.Source.Namespace, set.ToDraft())
        {
            Event = from == size ? null : Told(from < size ? "up" : "down", set.Name, from, size),
        });
        return from != size;
    }
}
