using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>The catalogue as a strategic merge patch sees it.</summary>
internal sealed class PatchPlace(FieldType type, Field? declared = null) : IPatchSchema
{
    public IPatchSchema? Item => type is { Shape: FieldShape.List, Item: { } item } ? new PatchPlace(item) : null;
    public bool Merges => declared?.Merge ?? false;
    public string MergeKey => declared?.MergeKey ?? "";
    public bool RetainsKeys => declared?.RetainKeys ?? false;

    public IPatchSchema? Field(string name) => type switch
    {
        { Shape: FieldShape.Object, Object: { } inside } => inside.Find(name) is { } found ? new PatchPlace(found.Type, found) : null,
        { Shape: FieldShape.Map, Item: { } item } => new PatchPlace(item),
        _ => null,
    };
}
