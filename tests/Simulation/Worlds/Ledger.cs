using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Simulation.Tests.Worlds;

/// <summary>What stands in the store, told write by write and without going through the API.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, Document> objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Document> byUid = new(StringComparer.Ordinal);

    public IEnumerable<Document> All => objects.Values;

    public Document? ByUid(string uid) => byUid.GetValueOrDefault(uid);

    public IEnumerable<Document> Of(string kind, string? @namespace = null) => objects.Values.Where(o => o.Kind == kind && (@namespace is null || o.Namespace == @namespace));

    public IEnumerable<Document> OwnedBy(Document owner, string kind) => Of(kind, owner.Namespace).Where(o => OwnerUid(o) == owner.Uid);

    public Document? Find(string kind, string @namespace, string name) => Of(kind, @namespace).FirstOrDefault(o => o.Name == name);

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

    public void Load(StoreEntry entry) => Put(entry.Key, Read(entry));

    public void Apply(StoreEvent change)
    {
        if (change.Kind != StoreEventKind.Deleted) Put(change.Entry.Key, Read(change.Entry));
        else if (objects.Remove(change.Entry.Key, out var gone)) byUid.Remove(gone.Uid);
    }

    private void Put(string key, Document document)
    {
        if (objects.TryGetValue(key, out var before) && before.Uid != document.Uid) byUid.Remove(before.Uid);
        objects[key] = document;
        byUid[document.Uid] = document;
    }
}
