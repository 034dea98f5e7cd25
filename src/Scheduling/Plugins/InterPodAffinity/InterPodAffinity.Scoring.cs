using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

public sealed partial class InterPodAffinity
{
    public NodeScore? Rate(PodRequest pod, ClusterView cluster, IReadOnlyList<NodeRow> fitting)
    {
        var preferred = pod.PodTerms.Where(t => !t.IsRequired).ToList();
        var asksOthers = preferred.Count > 0 || !args.IgnorePreferredTermsOfExistingPods;
        if (preferred.Count == 0 && (!asksOthers || cluster.Nodes.Terms.IsEmpty)) return null;
        var counts = new Dictionary<string, DomainCounts>(StringComparer.Ordinal);

        // 1. What this pod likes and dislikes.
        foreach (var term in preferred)
            foreach (var (row, pods) in Count([term], cluster)) Add(term, row, pods * Signed(term));

        // 2. What the others would like or dislike about it.
        foreach (var holders in cluster.Nodes.Terms.All)
        {
            var worth = Signed(holders.Term);
            if (worth == 0 || (!holders.Term.IsRequired && !asksOthers) || !Selects(holders.Term, pod, cluster)) continue;
            foreach (var (row, pods) in holders.Rows) Add(holders.Term, row, pods * worth);
        }
        return counts.Values.Any(c => c.HasAny) ? new Company([.. counts.Values]) : null;

        void Add(AffinityTerm term, NodeRow row, long worth)
        {
            if (!counts.TryGetValue(term.TopologyKey, out var found)) counts[term.TopologyKey] = found = new DomainCounts(cluster.Nodes.TopologyOf(term.TopologyKey));
            found.Add(row, worth);
        }
    }

    private long Signed(AffinityTerm term) => term.Kind switch
    {
        AffinityKind.Preferred => term.Weight,
        AffinityKind.PreferredApart => -term.Weight,
        AffinityKind.Required => args.HardPodAffinityWeight,
        _ => 0,
    };

    private sealed class Company(DomainCounts[] counts) : NodeScore
    {
        public override long Of(NodeRow row)
        {
            long sum = 0;
            foreach (var domain in counts) sum += domain.Of(row);
            return sum;
        }

        /// <summary>The worst becomes 0, the best 100.</summary>
        public override void Normalize(Span<long> scores)
        {
            var (least, most) = (long.MaxValue, long.MinValue);
            foreach (var score in scores) (least, most) = (Math.Min(least, score), Math.Max(most, score));
            foreach (ref var score in scores) score = most == least ? 0 : (long)(Most * ((double)(score - least) / (most - least)));
        }
    }
}
