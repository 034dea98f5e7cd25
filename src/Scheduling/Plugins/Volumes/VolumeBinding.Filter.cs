using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class VolumeBinding
{
    private static readonly Refusal NothingToBind = new("VolumeBinding", "node(s) didn't find available persistent volumes to bind") { IsFinal = true };
    private static readonly Refusal VolumeElsewhere = new("VolumeBinding", "node(s) had volume node affinity conflict") { IsFinal = true };
    private static readonly Refusal NoSpace = new("VolumeBinding", "node(s) did not have enough free storage") { IsFinal = true };
    private static readonly Refusal VolumeGone = new("VolumeBinding", "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)") { IsFinal = true };

    private sealed class Filter : NodeFilter
    {
        private readonly ClusterView cluster;
        private readonly List<(Document Volume, NodeDemand Place)> bound = [];
        private readonly List<Document> unbound;
        private readonly bool isGone;

        public Filter(List<Document> claims, ClusterView cluster)
        {
            this.cluster = cluster;
            foreach (var claim in claims.Where(VolumeFacts.IsBound))
            {
                if (cluster.All(SchedulingResources.PersistentVolumes).Get("", VolumeFacts.VolumeOf(claim)) is { } volume)
                    bound.Add((volume, NodeDemand.OfSelector(volume.Spec["nodeAffinity"u8]["required"u8])));
                else isGone = true;
            }
            // The small ones first, so that they leave the large volumes to the others.
            unbound = [.. claims.Where(c => !VolumeFacts.IsBound(c)).OrderBy(c => VolumeFacts.SizeOf(c.Spec["resources"u8]["requests"u8]))];
        }

        public override Refusal? Check(NodeRow row)
        {
            if (isGone) return VolumeGone;
            foreach (var (_, place) in bound)
                if (!place.Allows(row)) return VolumeElsewhere;
            return unbound.Count == 0 ? null : Plan(unbound, row, cluster).Refusal;
        }

        public override Advice Advise(NodeRow row)
        {
            var away = bound.Where(b => !b.Place.Allows(row)).Select(b => b.Volume.Name).ToList();
            return away.Count > 0 ? Advice.Lasting($"volume {string.Join(", ", away)} cannot be used on {row.Name}")
                : isGone ? "a claim is bound to a volume that is not there"
                : $"no volume is free for {string.Join(", ", unbound.Select(c => c.Name))} on {row.Name}, and none can be made there";
        }
    }

    /// <summary>What becomes of unbound claims if the pod goes to a node, or why it cannot.</summary>
    private static (VolumePlan Plan, Refusal? Refusal) Plan(IReadOnlyList<Document> claims, NodeRow row, ClusterView cluster)
    {
        var (matches, provisions) = (new List<(Document, Document)>(), new List<Document>());
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in claims)
        {
            // Where a volume is being made already, the pod can only follow.
            if (claim.Metadata["annotations"u8][VolumeFacts.SelectedNode].AsStringOrNull() is { } selected)
            {
                if (selected != row.Name) return (VolumePlan.Empty, NothingToBind);
                provisions.Add(claim);
            }
            else if (Match(claim, row, taken, cluster) is { } volume)
            {
                taken.Add(volume.Name);
                matches.Add((claim, volume));
            }
            else if (CannotMake(claim, row, cluster) is { } refusal)
            {
                return (VolumePlan.Empty, refusal);
            }
            else
            {
                provisions.Add(claim);
            }
        }
        return (new VolumePlan(matches, provisions), null);
    }

    /// <summary>The smallest free volume that does for a claim and can be used on the node.</summary>
    private static Document? Match(Document claim, NodeRow row, HashSet<string> taken, ClusterView cluster)
    {
        var asked = VolumeFacts.SizeOf(claim.Spec["resources"u8]["requests"u8]);
        var selector = claim.Spec["selector"u8].IsObject ? LabelSelectors.Of(claim.Spec["selector"u8]) : LabelSelector.Everything;
        Document? best = null;
        foreach (var volume in cluster.All(SchedulingResources.PersistentVolumes).All)
        {
            if (taken.Contains(volume.Name) || VolumeFacts.IsDeleting(volume) || VolumeFacts.ClassOf(volume) != VolumeFacts.ClassOf(claim)) continue;
            if (volume.Spec["volumeMode"u8].AsString() != claim.Spec["volumeMode"u8].AsString()) continue;
            if (volume.Spec["volumeAttributesClassName"u8].AsString() != claim.Spec["volumeAttributesClassName"u8].AsString()) continue;
            var (owner, taker) = (volume.Spec["claimRef"u8], cluster.Volumes.TakerOf(volume.Name));
            if (taker.Length > 0 && taker != $"{claim.Namespace}/{claim.Name}") continue;
            if (owner.IsObject ? !VolumeFacts.Names(owner, claim) : volume.Status["phase"u8].AsString() is not ("" or "Available")) continue;
            var size = VolumeFacts.SizeOf(volume.Spec["capacity"u8]);
            if (size < asked || !Covers(volume.Spec["accessModes"u8], claim.Spec["accessModes"u8])) continue;
            if (!selector.Matches(volume.Metadata["labels"u8]) || !NodeDemand.OfSelector(volume.Spec["nodeAffinity"u8]["required"u8]).Allows(row)) continue;
            if (owner.IsObject) return volume;
            if (best is null || size < VolumeFacts.SizeOf(best.Spec["capacity"u8])) best = volume;
        }
        return best;
    }

    private static bool Covers(Node offered, Node asked)
    {
        foreach (var mode in asked.Items)
        {
            var found = false;
            foreach (var one in offered.Items) found |= one.AsString() == mode.AsString();
            if (!found) return false;
        }
        return true;
    }

    private static Refusal? CannotMake(Document claim, NodeRow row, ClusterView cluster)
    {
        if (VolumeFacts.ClassDocument(VolumeFacts.ClassOf(claim), cluster) is not { } storageClass) return NothingToBind;
        var provisioner = storageClass.Root["provisioner"u8].AsString();
        if (provisioner.Length == 0 || provisioner == "kubernetes.io/no-provisioner" || !IsInTopology(storageClass.Root["allowedTopologies"u8], row)) return NothingToBind;
        return HasCapacity(claim, storageClass, provisioner, row, cluster) ? null : NoSpace;
    }

    private static bool IsInTopology(Node terms, NodeRow row)
    {
        if (terms.Count == 0) return true;
        foreach (var term in terms.Items)
        {
            var isMet = true;
            foreach (var expression in term["matchLabelExpressions"u8].Items)
            {
                var (value, has) = (row.Labels[expression["key"u8].AsString()], false);
                foreach (var allowed in expression["values"u8].Items) has |= allowed.AsString() == value;
                isMet &= has;
            }
            if (isMet) return true;
        }
        return false;
    }

    /// <summary>Drivers that tell how much they have left are believed; of the others nothing is known.</summary>
    private static bool HasCapacity(Document claim, Document storageClass, string provisioner, NodeRow row, ClusterView cluster)
    {
        if (cluster.All(SchedulingResources.CsiDrivers).Get("", provisioner) is not { } driver || !driver.Spec["storageCapacity"u8].AsBool()) return true;
        var asked = VolumeFacts.SizeOf(claim.Spec["resources"u8]["requests"u8]);
        foreach (var capacity in cluster.All(SchedulingResources.CsiCapacities).All)
        {
            if (capacity.Root["storageClassName"u8].AsString() != storageClass.Name || !row.Labels.Meets(LabelSelectors.Of(capacity.Root["nodeTopology"u8]))) continue;
            var most = capacity.Root["maximumVolumeSize"u8].Exists ? capacity.Root["maximumVolumeSize"u8] : capacity.Root["capacity"u8];
            if (Quantity.TryParse(most.AsText(), out var size) && size >= asked) return true;
        }
        return false;
    }
}
