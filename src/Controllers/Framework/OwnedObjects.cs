using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>
/// Turns changes of owned objects into keys of their owners: the present one, a former one, and for an orphan all
/// that would take it.
/// </summary>
internal sealed class OwnedObjects(string kind, IInformer owners, WorkQueue<ObjectKey> queue, Expectations? expectations = null, Func<Document, LabelSelector>? selector = null)
{
    public void Heard(ObjectChange change)
    {
        var seen = change.Any;
        if (change.Old is { } old && change.New is not null && Ownership.ControllerOf(old) is { } before && before.Kind == kind && before.Uid != Ownership.ControllerOf(seen)?.Uid)
            queue.Add(new ObjectKey(seen.Namespace, before.Name));
        if (Ownership.ControllerOf(seen) is { } owner)
        {
            var key = new ObjectKey(seen.Namespace, owner.Name);
            // Of a namesake that was there before, nothing is awaited.
            if (owner.Kind != kind || owners.Snapshot.Get(key.Namespace, key.Name)?.Uid != owner.Uid) return;
            if (change.New is null || PodFacts.IsDeleting(seen)) expectations?.Deleted(key, seen.Uid);
            if (change.Old is null) expectations?.Created(key);
            queue.Add(key);
            return;
        }
        // An orphan concerns every owner that would take it.
        foreach (var candidate in owners.Snapshot.InNamespace(seen.Namespace))
            if (Selector(candidate).MatchesLabels(seen.Metadata["labels"u8])) queue.Add(ObjectKey.Of(candidate));
    }

    private LabelSelector Selector(Document owner) => selector is null ? ObjectSelectors.Read(owner.Spec["selector"u8]) : selector(owner);
}
