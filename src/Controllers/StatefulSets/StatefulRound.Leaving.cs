using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

internal sealed partial class StatefulRound
{
    /// <summary>Pods beyond the size go; false: wait for what was just begun.</summary>
    private bool Shrink()
    {
        var firstBroken = places.Concat(surplus.Select(s => s.Pod).Reverse()).FirstOrDefault(p => p is null || !IsAvailable(p));
        var stopped = false;
        foreach (var (pod, ordinal) in surplus)
        {
            // All of them are entrusted with their claims before the first goes.
            var owners = claims.OwnerWrites(ordinal, pod.Uid).ToList();
            var goes = !stopped && !PodFacts.IsDeleting(pod) && (!set.IsOrdered || IsAvailable(pod) || pod == firstBroken);
            if (goes) Delete(pod, owners);
            else if (owners.Count > 0) steps.Add(owners);
            stopped |= set.IsOrdered;
        }
        return !stopped;
    }

    /// <summary>
    /// Pods of an old template go, last first, as many at a time as may be away. One that is away already takes a place
    /// among these, whatever its template; an old one that never became available is replaced and not waited for.
    /// </summary>
    private void Replace()
    {
        if (!set.IsRollingUpdate) return;
        var left = set.MaxUnavailable;
        for (var i = places.Length - 1; i >= set.Partition && left > 0; i--)
        {
            var pod = places[i];
            if (pod is not null && !doomed.Contains(pod.Uid))
            {
                var isOld = StatefulSetModel.RevisionOf(pod) != update.Name && !PodFacts.IsDeleting(pod);
                if (isOld) Delete(pod);
                else if (IsAvailable(pod)) continue;
            }
            left--;
        }
    }

    private bool IsAvailable(Document pod) => StatefulSetStatus.IsRunning(pod) && !PodFacts.IsDeleting(pod) && PodFacts.Availability(pod, set.MinReadySeconds, now).IsAvailable;

    private void NoteAvailability(Document pod)
    {
        if (StatefulSetStatus.IsRunning(pod) && PodFacts.Availability(pod, set.MinReadySeconds, now).In is { } wait && (soonest is null || wait < soonest)) soonest = wait;
    }
}
