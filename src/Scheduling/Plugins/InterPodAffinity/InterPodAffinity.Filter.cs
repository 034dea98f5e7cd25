using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class InterPodAffinity
{
    private static readonly Refusal NotTogether = new("InterPodAffinity", "node(s) didn't match pod affinity rules") { IsFinal = true };
    private static readonly Refusal NotApart = new("InterPodAffinity", "node(s) didn't match pod anti-affinity rules");
    private static readonly Refusal NotWanted = new("InterPodAffinity", "node(s) didn't satisfy existing pods anti-affinity rules");

    private sealed class Filter : NodeFilter
    {
        private readonly PodRequest pod;
        private readonly ClusterView cluster;
        private readonly List<AffinityTerm> together;
        private readonly List<AffinityTerm> apart;

        // Domains with pods that meet all the terms, by topology; a term looks at its own topology.
        private readonly Dictionary<string, DomainCounts> near = new(StringComparer.Ordinal);
        private readonly Dictionary<string, DomainCounts> far = new(StringComparer.Ordinal);

        // Domains from which pods that are there keep this one away.
        private readonly Dictionary<string, DomainCounts> kept = new(StringComparer.Ordinal);

        public Filter(PodRequest pod, ClusterView cluster)
        {
            this.pod = pod;
            this.cluster = cluster;
            together = [.. pod.PodTerms.Where(t => t.Kind == AffinityKind.Required)];
            apart = [.. pod.PodTerms.Where(t => t.Kind == AffinityKind.RequiredApart)];
            if (together.Count > 0)
                foreach (var (row, pods) in Count(together, cluster))
                    foreach (var term in together) In(near, term.TopologyKey).Add(row, pods);
            foreach (var term in apart)
                foreach (var (row, pods) in Count([term], cluster)) In(far, term.TopologyKey).Add(row, pods);
            foreach (var holders in cluster.Nodes.Terms.All)
                if (holders.Term.Kind == AffinityKind.RequiredApart && Selects(holders.Term, pod, cluster))
                    foreach (var (row, pods) in holders.Rows) In(kept, holders.Term.TopologyKey).Add(row, pods);
        }

        public bool IsKeptAway => kept.Values.Any(k => k.HasAny);

        public override Refusal? Check(NodeRow row) => !IsNear(row) ? NotTogether : !IsFar(row) ? NotApart : !IsWanted(row) ? NotWanted : null;

        public override void Add(PodRequest pod, NodeRow row) => Change(pod, row, 1);

        public override void Remove(PodRequest pod, NodeRow row) => Change(pod, row, -1);

        public override Advice Advise(NodeRow row) =>
            !IsNear(row) ? $"no pod that it must be near ({string.Join("; ", together.Select(t => t.Selector))}) is in the {string.Join(", ", together.Select(t => t.TopologyKey).Distinct())} of {row.Name}"
            : !IsFar(row) ? $"a pod that it must be apart from ({string.Join("; ", apart.Select(t => t.Selector))}) is in the {string.Join(", ", apart.Select(t => t.TopologyKey).Distinct())} of {row.Name}"
            : $"a pod on {row.Name} or in its domain wants to be apart from it";

        private bool IsNear(NodeRow row)
        {
            var arePresent = true;
            foreach (var term in together)
            {
                if (!row.Labels.Has(term.TopologyKey)) return false;
                if (!near.TryGetValue(term.TopologyKey, out var counts) || counts.Of(row) <= 0) arePresent = false;
            }
            // The first of a group that wants to be together has nobody to join yet.
            return arePresent || (!near.Values.Any(n => n.HasAny) && together.All(t => Selects(t, pod, cluster)));
        }

        private bool IsFar(NodeRow row)
        {
            foreach (var term in apart)
                if (far.TryGetValue(term.TopologyKey, out var counts) && counts.Of(row) > 0) return false;
            return true;
        }

        private bool IsWanted(NodeRow row)
        {
            foreach (var counts in kept.Values)
                if (counts.Of(row) > 0) return false;
            return true;
        }

        private void Change(PodRequest other, NodeRow row, int by)
        {
            if (together.Count > 0 && together.All(t => Selects(t, other, cluster)))
                foreach (var term in together) In(near, term.TopologyKey).Add(row, by);
            foreach (var term in apart)
                if (Selects(term, other, cluster)) In(far, term.TopologyKey).Add(row, by);
            foreach (var term in other.PodTerms)
                if (term.Kind == AffinityKind.RequiredApart && Selects(term, pod, cluster)) In(kept, term.TopologyKey).Add(row, by);
        }

        private DomainCounts In(Dictionary<string, DomainCounts> counts, string key)
        {
            if (!counts.TryGetValue(key, out var found)) counts[key] = found = new DomainCounts(cluster.Nodes.TopologyOf(key));
            return found;
        }
    }
}
