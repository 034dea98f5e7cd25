using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

/// <summary>
/// One look at one StatefulSet: 1 each place gets its pod, in order, 2 pods beyond the size go, last first, 3 pods of an
/// old template go, last first, 4 status, 5 old revisions. In an ordered set each step ends the look until the pod it
/// concerns is available.
/// </summary>
internal sealed partial class StatefulRound
{
    private readonly StatefulSetModel set;
    private readonly StatefulClaims claims;
    private readonly StatefulPods writer;
    private readonly RevisionPlan revisions;
    private readonly Document current;
    private readonly Document update;
    private readonly DateTimeOffset now;
    private readonly IReadOnlyList<Document> pods;
    private readonly Document?[] places;
    private readonly List<(Document Pod, int Ordinal)> surplus = [];
    private readonly HashSet<string> doomed = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<PlanAction>> steps = [];
    private readonly List<EventNote> notes = [];
    private TimeSpan? soonest;

    public StatefulRound(Document source, IReadOnlyList<Document> pods, RevisionPlan revisions, Document update, Func<string, Document?> claim, DateTimeOffset now)
    {
        set = new StatefulSetModel(source);
        claims = new StatefulClaims(set, claim);
        writer = new StatefulPods(set, claims);
        this.revisions = revisions;
        this.update = update;
        this.pods = pods;
        this.now = now;
        var name = source.Status["currentRevision"u8].AsString();
        current = revisions.Old.Concat(revisions.Doubles).FirstOrDefault(r => r.Name == name) ?? update;
        places = new Document?[set.Replicas];
        foreach (var pod in pods)
        {
            if (set.OrdinalOf(pod.Name) is not { } ordinal) continue;
            if (set.Wants(ordinal)) places[ordinal - set.Start] = pod;
            else surplus.Add((pod, ordinal));
        }
        surplus.Sort((x, y) => y.Ordinal.CompareTo(x.Ordinal));
    }

    public StatefulSetPlan Next(bool mayWrite)
    {
        if (mayWrite && !PodFacts.IsDeleting(set.Source) && Fill() && Shrink()) Replace();
        var status = StatefulSetStatus.Compute(set, pods, current, update, now);
        foreach (var pod in pods) NoteAvailability(pod);
        return new StatefulSetPlan
        {
            Pods = steps,
            IsOrdered = set.IsOrdered,
            Notes = notes,
            Status = status,
            History = [.. revisions.Surplus(set.Source, r => r.Name == current.Name || pods.Any(p => StatefulSetModel.RevisionOf(p) == r.Name), liveOnesCount: false)],
            LookAgainAfter = soonest,
        };
    }

    /// <summary>False: wait for what was just begun.</summary>
    private bool Fill()
    {
        for (var i = 0; i < places.Length; i++)
            if (!Serve(places[i], set.Start + i) && set.IsOrdered) return false;
        return true;
    }

    private bool Serve(Document? pod, int ordinal)
    {
        if (pod is null)
        {
            Create(ordinal);
            return false;
        }
        // Evicted, rejected or simply over: a new pod takes the place once this one is gone.
        if (PodFacts.IsFinished(pod))
        {
            if (!PodFacts.IsDeleting(pod)) Delete(pod);
            return false;
        }
        var writes = new List<PlanAction>();
        if (PodFacts.Phase(pod) == "Pending") writes.AddRange(claims.Missing(ordinal));
        var goesOn = !set.IsOrdered || IsAvailable(pod);
        if (goesOn) writes.AddRange(Repairs(pod, ordinal));
        if (writes.Count > 0) steps.Add(writes);
        return goesOn;
    }

    private void Create(int ordinal)
    {
        // The claim goes with the pod that had this place before; the next one gets a new claim.
        if (claims.IsStale(ordinal)) return;
        if (claims.Leaving(ordinal) is { } leaving)
        {
            notes.Add(StatefulEvents.Failed(set.Source, "create", set.PodName(ordinal), $"pvc {leaving} is being deleted"));
            return;
        }
        var keepsOld = set.IsRollingUpdate && ordinal - set.Start < set.Partition;
        steps.Add([.. claims.Missing(ordinal), writer.Creation(ordinal, keepsOld ? current : update), .. claims.OwnerWrites(ordinal, "")]);
    }

    private IEnumerable<PlanAction> Repairs(Document pod, int ordinal)
    {
        if (writer.Repair(pod, ordinal) is { } repair) yield return repair;
        foreach (var write in claims.OwnerWrites(ordinal, pod.Uid)) yield return write;
    }

    private void Delete(Document pod, IEnumerable<PlanAction>? before = null)
    {
        doomed.Add(pod.Uid);
        steps.Add([.. before ?? [], writer.Deletion(pod)]);
    }
}
