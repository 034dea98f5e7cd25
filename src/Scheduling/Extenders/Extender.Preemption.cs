using Timonier.Documents;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Extenders;

public sealed partial class Extender
{
    /// <summary>Which of the candidates it leaves, with the victims that it names.</summary>
    /// <exception cref="HttpRequestException">It did not answer, or with an error.</exception>
    public async Task<IReadOnlyList<Candidate>> PreemptAsync(PodRequest pod, IReadOnlyList<Candidate> candidates, CancellationToken cancellation)
    {
        var byNode = new DraftObject();
        foreach (var candidate in candidates) byNode[candidate.Row.Name] = Told(candidate);
        var args = new DraftObject { ["pod"] = Draft.Over(pod.Pod.Root), [Config.NodeCacheCapable ? "nodeNameToMetaVictims" : "nodeNameToVictims"] = byNode };
        var answer = (await PostAsync(Config.PreemptVerb, args, cancellation)).Root["nodeNameToMetaVictims"u8];
        var left = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            var named = answer[candidate.Row.Name];
            if (!named.Exists) continue;
            var uids = new HashSet<string>(StringComparer.Ordinal);
            foreach (var victim in named["pods"u8].Items) uids.Add(victim["uid"u8].AsString());
            var victims = candidate.Row.Pods.Where(p => uids.Remove(p.Uid)).OrderByDescending(p => p.Priority).ToList();
            if (uids.Count > 0) throw new HttpRequestException($"extender: {Name} claims to preempt pod (UID: {uids.First()}) on node: {candidate.Row.Name}, but the pod is not found on that node");
            if (victims.Count == 0 && Config.Ignorable) continue;
            if (victims.Count == 0) throw new HttpRequestException($"expected at least one victim pod on node \"{candidate.Row.Name}\"");
            left.Add(new Candidate(candidate.Row, victims, named["numPDBViolations"u8].AsInt32()));
        }
        return left;
    }

    private DraftObject Told(Candidate candidate) => new()
    {
        ["pods"] = new DraftArray(candidate.Victims.Select(v => Config.NodeCacheCapable ? new DraftObject { ["uid"] = v.Uid } : Draft.Over(v.Pod.Root))),
        ["numPDBViolations"] = candidate.Violations,
    };
}
