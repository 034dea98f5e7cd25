using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>
/// A field under validation: its value, its path in upstream's notation, the value it had before the write, and the
/// list that takes what is wrong with it.
/// </summary>
internal readonly partial record struct Place(List<StatusCause> Found, FieldPath Way, Node Node, Node Old = default, bool IsUpdate = false)
{
    public string Path
    {
        get => Way.ToString();
        init => Way = FieldPath.Of(value);
    }

    public bool Exists => !Node.IsNullOrMissing;
    public string Text => Node.AsString();
    public long Number => Node.AsInt64();
    public int Count => Node.Count;

    public Place this[string name] => new(Found, Way.Field(name), Node[name], Old[name], IsUpdate);

    /// <summary>The value at a key of a map, as <c>annotations[key]</c>.</summary>
    public Place Key(string key) => new(Found, Way.Key(key), Node[key], Old[key], IsUpdate);

    /// <summary>The field at the end of dotted names, as <c>spec.template.metadata</c>.</summary>
    public Place At(string names)
    {
        var place = this;
        foreach (var name in names.Split('.')) place = place[name];
        return place;
    }

    public IEnumerable<Place> Items
    {
        get
        {
            if (!Node.IsArray) return [];
            var items = new List<Place>();
            var before = Old.Items.GetEnumerator();
            foreach (var item in Node.Items) items.Add(new Place(Found, Way.Item(items.Count), item, before.MoveNext() ? before.Current : default, IsUpdate));
            return items;
        }
    }

    /// <summary>The members of a map: the key as path, as <c>data[key]</c>.</summary>
    public IEnumerable<(string Key, Place Value)> Entries
    {
        get
        {
            if (!Node.IsObject) return [];
            var entries = new List<(string, Place)>();
            foreach (var member in Node.Members) entries.Add((member.Name, new Place(Found, Way.Key(member.Name), member.Value, Old[member.Name], IsUpdate)));
            return entries;
        }
    }

    private string Json => Node.Kind switch
    {
        NodeKind.String => GoText.Quote(Text),
        NodeKind.Missing => "null",
        _ => Node.ToString(),
    };
}
