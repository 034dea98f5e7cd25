using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Simulation.Tests.Worlds;

/// <summary>What stands in the store, told write by write and without going through the API.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, Document> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Document> byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, Document>> byKind = new(StringComparer.Ordinal);

    public IEnumerable<Document> All => objects.Values;

    public Document? ByUid(string uid) => byUid.GetValueOrDefault(uid);

    /// <summary>In the order of namespaces and names.</summary>
    public IEnumerable<Document> Of(string kind, string? @namespace = null)
    {
        if (!byKind.TryGetValue(kind, out var all)) return [];
        return @namespace is null ? all.Values : all.Values.Where(o => o.Namespace == @namespace);
    }

    public IEnumerable<Document> OwnedBy(Document owner, string kind) => Of(kind, owner.Namespace).Where(o => OwnerUid(o) == owner.Uid);

    /// <summary>Whether a namespace is being deleted, with all that is in it.</summary>
    public bool IsEnding(string @namespace) => Of("Namespace").Any(n => n.Name == @namespace && IsDeleting(n));

    public static string OwnerUid(Document of)
    {
        foreach (var owner in of.Metadata["ownerReferences"u8].Items)
            if (owner["controller"u8].AsBool()) return owner["uid"u8].AsString();
        return "";
    }

    public static bool IsDeleting(Document of) => !of.Metadata["deletionTimestamp"u8].IsNullOrMissing;

    public static bool IsFinished(Document pod) => pod.Status["phase"u8].AsString() is "Succeeded" or "Failed";

    public static bool IsReady(Document pod) => HasCondition(pod, "Ready");

    public static bool HasCondition(Document of, string type)
    {
        foreach (var condition in of.Status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type) return condition["status"u8].AsString() == "True";
        return false;
    }

    public static Document Read(StoreEntry entry) => entry.Decoded as Document ?? Document.Parse(entry.Value);

    public void Put(string key, Document document)
    {
        Remove(key);
        objects[key] = byUid[document.Uid] = document;
        if (!byKind.TryGetValue(document.Kind, out var all)) byKind[document.Kind] = all = new SortedDictionary<string, Document>(StringComparer.Ordinal);
        all[key] = document;
    }

    public void Remove(string key)
    {
        if (!objects.Remove(key, out var gone)) return;
        byUid.Remove(gone.Uid);
        byKind[gone.Kind].Remove(key);
    }
}
