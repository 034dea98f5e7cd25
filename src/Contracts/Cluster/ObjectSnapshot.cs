using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Contracts.Cluster;

/// <summary>All objects of a resource at one moment, by namespace and name, in the order of these: who goes through them does so the same way in every process.</summary>
public sealed class ObjectSnapshot
{
    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Document>> namespaces;

    private ObjectSnapshot(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Document>> namespaces, int count)
    {
        this.namespaces = namespaces;
        Count = count;
    }

    public static ObjectSnapshot Empty { get; } = new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, Document>>(StringComparer.Ordinal), 0);

    public int Count { get; }

    public IEnumerable<Document> All => namespaces.Values.SelectMany(n => n.Values);

    /// <summary>The object, or null. Cluster-scoped objects have the empty namespace.</summary>
    public Document? Get(string @namespace, string name) =>
        namespaces.TryGetValue(@namespace, out var inside) && inside.TryGetValue(name, out var found) ? found : null;

    public IEnumerable<Document> InNamespace(string @namespace) =>
        namespaces.TryGetValue(@namespace, out var inside) ? inside.Values : [];

    public ObjectSnapshot With(Document document)
    {
        var inside = namespaces.TryGetValue(document.Namespace, out var present)
            ? present
            : ImmutableSortedDictionary.Create<string, Document>(StringComparer.Ordinal);
        var added = inside.ContainsKey(document.Name) ? 0 : 1;
        return new(namespaces.SetItem(document.Namespace, inside.SetItem(document.Name, document)), Count + added);
    }

    public ObjectSnapshot Without(string @namespace, string name)
    {
        if (Get(@namespace, name) is null) return this;
        var inside = namespaces[@namespace].Remove(name);
        return new(inside.IsEmpty ? namespaces.Remove(@namespace) : namespaces.SetItem(@namespace, inside), Count - 1);
    }
}
