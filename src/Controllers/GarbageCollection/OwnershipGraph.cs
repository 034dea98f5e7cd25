using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.GarbageCollection;

/// <summary>Who depends on whom, by uid, kept from the changes of all kinds.</summary>
internal sealed class OwnershipGraph
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, GarbageKey> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<GarbageKey>> dependents = new(StringComparer.Ordinal);

    public void Note(ResourceName resource, ObjectChange change)
    {
        var key = KeyOf(resource, change.Any);
        lock (gate)
        {
            if (change.Old is { } old)
                foreach (var (owner, _) in GarbagePlan.Owners(old))
                    if (dependents.TryGetValue(owner.Uid, out var of) && of.Remove(key) && of.Count == 0) dependents.Remove(owner.Uid);
            if (change.New is not { } now)
            {
                objects.Remove(key.Uid);
                return;
            }
            objects[key.Uid] = key;
            foreach (var (owner, _) in GarbagePlan.Owners(now))
            {
                if (!dependents.TryGetValue(owner.Uid, out var of)) dependents[owner.Uid] = of = [];
                of.Add(key);
            }
        }
    }

    public IReadOnlyList<GarbageKey> DependentsOf(string uid)
    {
        lock (gate) return dependents.TryGetValue(uid, out var of) ? [.. of] : [];
    }

    public GarbageKey? Find(string uid)
    {
        lock (gate) return objects.TryGetValue(uid, out var key) ? key : null;
    }

    public static GarbageKey KeyOf(ResourceName resource, Document document) => new(resource, document.Namespace, document.Name, document.Uid);
}
