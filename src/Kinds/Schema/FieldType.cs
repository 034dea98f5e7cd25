namespace Timonier.Kinds;

/// <summary>The type of a field, an item or a map's value.</summary>
public sealed record FieldType(FieldShape Shape, bool Optional = false)
{
    /// <summary>The fields within, for <see cref="FieldShape.Object"/> and <see cref="FieldShape.Choice"/>.</summary>
    public ObjectType? Object { get; init; }

    /// <summary>What a list or a map holds.</summary>
    public FieldType? Item { get; init; }

    /// <summary>Protobuf wraps the list into a message of its own, as for the extra values of a user.</summary>
    public bool Wrapped { get; init; }

    /// <summary>The type's name as Go prints it, which upstream's decoding errors quote.</summary>
    public string GoName => Shape switch
    {
        FieldShape.Int32 => "int32",
        FieldShape.Int64 => "int64",
        FieldShape.Bool => "bool",
        FieldShape.Double => "float64",
        FieldShape.Bytes => "[]uint8",
        FieldShape.Object or FieldShape.Choice => $"v1.{Object!.Name}",
        FieldShape.List => $"[]{Item!.GoName}",
        FieldShape.Map => $"map[string]{Item!.GoName}",
        _ => "string",
    };
}
