using Timonier.Documents;

namespace Timonier.Controllers.DaemonSets;

internal sealed partial class DaemonRound
{
    private void Roll()
    {
        var wanted = nodes.Where(n => set.On(n).Runs).Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var surge = set.MaxSurge(wanted.Count);
        if (surge == 0) Replace(wanted, set.MaxUnavailable(wanted.Count));
        else Surge(wanted, surge, set.MaxUnavailable(wanted.Count));
    }

    /// <summary>
    /// Old pods go, as many as may be away; the next look makes the new ones. Old ones that are not available go in any
    /// case, and count as away like all others.
    /// </summary>
    private void Replace(HashSet<string> wanted, int maxUnavailable)
    {
        var away = 0;
        var candidates = new List<Document>();
        foreach (var (_, pair) in Pairs(wanted))
        {
            // Both, none or too many: the other half of the look is at work there.
            if (pair is not { } found || (found.New is null) == (found.Old is null)) away++;
            else if (found.New is { } present) away += IsAvailable(present) ? 0 : 1;
            else if (IsAvailable(found.Old!)) candidates.Add(found.Old!);
            else
            {
                delete.Add(found.Old!);
                away++;
            }
        }
        delete.AddRange(candidates.Take(Math.Max(0, maxUnavailable - away)));
    }

    /// <summary>
    /// New pods come beside the old ones, which go once the new ones are available. Where a pod may stay but no new one
    /// may come, the old one goes only while enough others are available.
    /// </summary>
    private void Surge(HashSet<string> wanted, int maxSurge, int maxUnavailable)
    {
        int surging = 0, available = 0;
        List<string> candidates = [];
        List<Document> stranded = [];
        foreach (var (node, pair) in Pairs(wanted))
        {
            if (pair is not var (present, old))
            {
                surging++;
                continue;
            }
            if ((old is not null && IsAvailable(old)) || (present is not null && IsAvailable(present))) available++;
            if (old is null) continue;
            if (present is not null)
            {
                if (IsAvailable(present)) delete.Add(old);
                else surging++;
            }
            else if (!wanted.Contains(node)) (IsAvailable(old) ? stranded : delete).Add(old);
            else (IsAvailable(old) ? candidates : create).Add(node);
        }
        create.AddRange(candidates.Take(Math.Max(0, maxSurge - surging)));
        delete.AddRange(stranded.Take(Math.Max(0, available - (wanted.Count - maxUnavailable))));
    }

    /// <summary>The new and the old pod of each node that has or should have some, those on their way out left aside; null where there are more.</summary>
    private IEnumerable<(string Node, (Document? New, Document? Old)? Pods)> Pairs(HashSet<string> wanted)
    {
        foreach (var node in wanted.Union(byNode.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var staying = byNode.GetValueOrDefault(node, []).Where(p => !PodFacts.IsDeleting(p)).ToLookup(p => set.IsUpdated(p, hash));
            var (present, old) = (staying[true].ToList(), staying[false].ToList());
            yield return (node, present.Count > 1 || old.Count > 1 ? null : (present.FirstOrDefault(), old.FirstOrDefault()));
        }
    }
}
