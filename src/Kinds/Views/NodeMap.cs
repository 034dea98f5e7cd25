using System.Diagnostics.CodeAnalysis;
using Timonier.Documents;

namespace Timonier.Kinds.Views;

/// <summary>A map of texts (labels, data, quantities) in a document; a missing map is empty.</summary>
public readonly struct NodeMap(Node node)
{
    public Node Node => node;
    public bool Exists => !node.IsNullOrMissing;
    public int Count => node.IsObject ? node.Count : 0;

    /// <summary>The value of that key; empty when there is none.</summary>
    public string this[string key] => node[key].AsText();

    public bool Has(string key) => node[key].Exists;

    public bool TryGet(string key, [NotNullWhen(true)] out string? value)
    {
        var found = node[key];
        value = found.Exists ? found.AsText() : null;
        return found.Exists;
    }

    public Enumerator GetEnumerator() => new(node.Members.GetEnumerator());

    public Dictionary<string, string> ToDictionary()
    {
        var copy = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in this) copy[key] = value;
        return copy;
    }

    public struct Enumerator(Documents.Node.MemberSequence.Enumerator members)
    {
        private Documents.Node.MemberSequence.Enumerator members = members;

        public readonly KeyValuePair<string, string> Current => new(members.Current.Name, members.Current.Value.AsText());

        public bool MoveNext() => members.MoveNext();
    }
}
