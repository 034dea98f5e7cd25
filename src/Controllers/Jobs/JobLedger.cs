using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>
/// The status of a Job while it is written. A pod that ended is counted in three steps, so that no crash between
/// them loses or doubles it: 1 its uid is named, 2 the pod is let go, 3 the uid gives way to the counter.
/// </summary>
internal sealed class JobLedger(Document job)
{
    private readonly DraftObject whole = DraftObject.Of(job);

    private DraftObject Status => whole.Object("status");
    private DraftObject Named => Status.Object("uncountedTerminatedPods");

    /// <summary>How many pods are named and not counted.</summary>
    public int Open => List("succeeded").Count + List("failed").Count;

    /// <summary>The Job with this status; null when that is what it has.</summary>
    public DraftObject? Changed => Draft.DeepEquals(Status, Draft.From(job.Status)) ? null : whole;

    public void Name(string list, string uid) => Named.Array(list).Add(uid);

    /// <summary>Counts those named that are held no longer.</summary>
    public void Settle(IReadOnlySet<string> held, bool bySuccess)
    {
        foreach (var list in (ReadOnlySpan<string>)["succeeded", "failed"])
        {
            if (Named[list] is not DraftArray uids) continue;
            var counted = uids.RemoveAll(uid => !held.Contains(uid.AsString()));
            if (uids.Count == 0) Named.Remove(list);
            // The successes of a Job with indexes are its indexes.
            if (list == "failed" || bySuccess) Count(list, job.Status[list].AsInt32() + counted);
        }
    }

    public void Count(string name, int count) => Status[name] = count > 0 ? count : null;

    /// <summary>A field that is told even when it is zero; null takes it away.</summary>
    public void Tell(string name, Draft? value) => Status[name] = value is { Kind: NodeKind.Null } ? null : value;

    /// <summary>Adds or changes a condition; one that does not hold is not added. Answers whether it did.</summary>
    public bool Set(Condition condition)
    {
        var list = Status["conditions"] as DraftArray ?? [];
        var at = list.TakeWhile(c => ((DraftObject)c).String("type") != condition.Type).Count();
        if (at == list.Count && condition.Status == "False") return false;
        if (at < list.Count && list[at] is DraftObject old && (old.String("status"), old.String("reason"), old.String("message")) == (condition.Status, condition.Reason, condition.Message)) return false;
        var draft = condition.ToDraft();
        draft["lastProbeTime"] = draft["lastTransitionTime"];
        if (at < list.Count) list[at] = draft;
        else list.Add(draft);
        Status["conditions"] = list;
        return true;
    }

    private DraftArray List(string name) => Named[name] as DraftArray ?? [];
}
