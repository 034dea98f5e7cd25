using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>The catalogue as patches and server-side apply see it.</summary>
internal sealed class PatchPlace(FieldType type, Field? declared = null) : IPatchSchema
{
    // Places are made when first asked for and kept, since every write asks for them. Two threads may both make one, to the same effect.
    private PatchPlace? item;

    public IPatchSchema? Item => type.Shape == FieldShape.List ? Within : null;
    public bool Merges => declared?.Merge ?? false;
    public string MergeKey => declared?.MergeKey ?? "";
    public bool RetainsKeys => declared?.RetainKeys ?? false;

    public PlaceShape Shape { get; } = type.Shape switch
    {
        FieldShape.Object => PlaceShape.Struct,
        FieldShape.Map => PlaceShape.Map,
        FieldShape.List => PlaceShape.List,
        FieldShape.Raw or FieldShape.Choice => PlaceShape.Unknown,
        FieldShape.Bool => PlaceShape.Truth,
        FieldShape.Int32 or FieldShape.Int64 or FieldShape.Double => PlaceShape.Number,
        FieldShape.Quantity or FieldShape.IntOrString => PlaceShape.Scalar,
        _ => PlaceShape.Text,
    };

    public bool Atomic { get; } = type.Shape switch
    {
        FieldShape.Raw or FieldShape.Choice => true,
        FieldShape.List => declared is not { List: ListShape.Set or ListShape.Map } and not { List: ListShape.Unsaid, Merge: true },
        FieldShape.Object => type.Object!.Atomic || declared?.List == ListShape.Atomic,
        _ => declared?.List == ListShape.Atomic,
    };

    /// <summary>A list that only says how it is patched is a map by its merge key, or a set.</summary>
    public IReadOnlyList<string> Keys { get; } = declared switch
    {
        { List: ListShape.Map } => declared.MapKeys,
        { List: ListShape.Unsaid, Merge: true, MergeKey.Length: > 0 } => [declared.MergeKey],
        _ => [],
    };

    public Draft? Default { get; } = declared?.Default is { } text ? Draft.From(Document.Parse(text).Root) : null;

    public IPatchSchema? Field(string name) => type.Shape switch
    {
        FieldShape.Object => type.Object!.PlaceOf(name),
        FieldShape.Map => Within,
        _ => null,
    };

    private PatchPlace? Within => item ??= type.Item is { } inside ? new PatchPlace(inside) : null;
}
