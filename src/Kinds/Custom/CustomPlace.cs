using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>A place of a custom object as patches and server-side apply see it.</summary>
internal sealed class CustomPlace(SchemaNode schema, bool isRoot = false) : IPatchSchema
{
    private static readonly SchemaNode Text = new() { Type = "string" };
    private static readonly SchemaNode Open = new() { KeepsUnknown = true };

    // Made when first asked for and kept, since every write asks for them; two threads may both make one, to the same effect.
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, IPatchSchema> members = new(StringComparer.Ordinal);
    private CustomPlace? item;

    public IPatchSchema? Item => schema.Items is { } items ? item ??= new CustomPlace(items) : schema.Type == "array" ? item ??= new CustomPlace(Open) : null;

    // A strategic merge patch is refused for these objects, so its words are never needed.
    public bool Merges => false;
    public string MergeKey => "";
    public bool RetainsKeys => false;

    public PlaceShape Shape { get; } = schema switch
    {
        { IntOrString: true } => PlaceShape.Scalar,
        { Type: "object", Properties.Count: 0, KeepsUnknown: false } when !isRoot => PlaceShape.Map,
        { Type: "object" } when isRoot || schema.Properties.Count > 0 || schema.Embedded => PlaceShape.Struct,
        { Type: "array" } => PlaceShape.List,
        { Type: "string" } => PlaceShape.Text,
        { Type: "integer" or "number" } => PlaceShape.Number,
        { Type: "boolean" } => PlaceShape.Truth,
        _ => PlaceShape.Unknown,
    };

    public bool Atomic => schema.Type == "array" ? schema.List is not (ListShape.Map or ListShape.Set) : schema.AtomicMap;

    public IReadOnlyList<string> Keys => schema.List == ListShape.Map ? schema.ListKeys : [];

    public Draft? Default => schema.Default;

    public IPatchSchema? Field(string name)
    {
        if (members.TryGetValue(name, out var known)) return known;
        var place = FieldOf(name);
        // Names that users choose all lead to the same schema, and are too many to keep.
        return place is not null && schema.Properties.ContainsKey(name) ? members.GetOrAdd(name, place) : place;
    }

    private IPatchSchema? FieldOf(string name)
    {
        if (isRoot || schema.Embedded)
        {
            if (name == "metadata") return CustomShape.MetadataPlace;
            if (name is "apiVersion" or "kind") return new CustomPlace(Text);
        }
        if (schema.Member(name) is { } inside) return new CustomPlace(inside);
        return schema.KeepsUnknown || schema.AllowsAdditional ? new CustomPlace(Open) : null;
    }
}
