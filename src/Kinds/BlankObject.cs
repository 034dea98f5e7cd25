using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>
/// An object before anybody has said anything about it: what Go writes for an empty value. What stands there is
/// nobody's doing, and so nobody owns it.
/// </summary>
public static class BlankObject
{
    public static DraftObject Of(Kind kind) => kind.Custom is null ? Of(kind.Schema) : [];

    private static DraftObject Of(ObjectType type)
    {
        var blank = new DraftObject();
        foreach (var field in type.Fields)
            if (field.Always) blank[field.Name] = Value(field.Type);
        return blank;
    }

    private static Draft Value(FieldType type) => type switch
    {
        { Optional: true } => Draft.Null,
        { Shape: FieldShape.Object } => Of(type.Object!),
        { Shape: FieldShape.Int32 or FieldShape.Int64 or FieldShape.Double or FieldShape.IntOrString } => 0,
        { Shape: FieldShape.Bool } => false,
        { Shape: FieldShape.String } => "",
        { Shape: FieldShape.Quantity } => "0",
        _ => Draft.Null,
    };
}
