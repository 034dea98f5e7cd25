using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>
/// Brings a body into the form its kind has: types are checked, unknown fields leave, and what Go would not write
/// again (nulls, empty optional values) leaves too, so that an object reads back as upstream would give it.
/// </summary>
public static partial class Decoding
{
    /// <summary>Checks and prunes <paramref name="body"/> in place; it is of no use when the outcome has an error.</summary>
    /// <param name="known">A document of the kind that was stored: what is untouched of it went through this once.</param>
    public static DecodingOutcome Check(Kind kind, DraftObject body, Document? known = null)
    {
        return kind.Custom is { } custom ? custom.Check(body, known) : CheckPart(kind.Schema, body, FieldPath.Root, known);
    }

    /// <summary>The same for a part of an object, found at <paramref name="path"/>.</summary>
    internal static DecodingOutcome CheckPart(ObjectType type, DraftObject part, FieldPath path, Document? known)
    {
        var walk = new Walk(known);
        walk.Object(type, part, path, path);
        return new DecodingOutcome(walk.Error, walk.Unknown);
    }

    private sealed class Walk(Document? known)
    {
        public string? Error { get; private set; }
        public List<string> Unknown { get; } = [];

        // "path" names items by index, as strict errors do; "fields" leaves them out, as type errors do.
        public void Object(ObjectType type, DraftObject value, FieldPath path, FieldPath fields)
        {
            List<(string Name, Draft Value)>? changes = null;
            HashSet<string>? gone = null;
            foreach (var (name, member) in value)
            {
                var field = type.Find(name);
                if (field is null)
                {
                    if (Unknown.Count < DecodingOutcome.MostTold) Unknown.Add(path.Field(name).ToString());
                    (gone ??= new(StringComparer.Ordinal)).Add(name);
                    continue;
                }
                var written = member.Kind == NodeKind.Null ? null : Value(field.Type, member, new Place(type.Name, path.Field(name), fields.Field(name)));
                if (IsEmpty(field, member)) (gone ??= new(StringComparer.Ordinal)).Add(name);
                else if (written is not null) (changes ??= []).Add((name, written));
            }
            if (gone is not null) value.RemoveAll(gone);
            foreach (var (name, written) in changes ?? []) value[name] = written;
        }

        // What stands in the value's place when Go would write it differently.
        private Draft? Value(FieldType type, Draft value, Place place)
        {
            if (value.IsAsIn(known)) return null;
            switch (type.Shape)
            {
                case FieldShape.Raw:
                    return null;
                case FieldShape.Object when value is DraftObject nested:
                    Object(type.Object!, nested, place.Path, place.Fields);
                    return null;
                case FieldShape.Choice when type.Object!.Chosen(value.Kind) is { } chosen:
                    return Value(chosen.Type, value, place);
                case FieldShape.Map when value is DraftObject map:
                    Map(type.Item!, map, place);
                    return null;
                case FieldShape.List when value is DraftArray list:
                    for (var i = 0; i < list.Count; i++)
                        if (list[i].Kind == NodeKind.Null) list[i] = Zero(type.Item!);
                        else if (Value(type.Item!, list[i], place with { Path = place.Path.Item(i) }) is { } written) list[i] = written;
                    return null;
                default:
                    Error ??= Mistake(type, value, place);
                    return Error is null ? Rewritten(type, (DraftScalar)value) : null;
            }
        }

        private void Map(FieldType type, DraftObject map, Place place)
        {
            List<(string Key, Draft Value)>? changes = null;
            foreach (var (key, item) in map)
            {
                // Go reads null into a map's value as that type's zero.
                var written = item.Kind == NodeKind.Null ? Zero(type) : Value(type, item, place with { Path = place.Path.Field(key) });
                if (type.Shape == FieldShape.Quantity && item.Kind != NodeKind.Null && Error is null && Amount((DraftScalar)item, toMilli: true) is { } rounded) written = rounded;
                if (written is not null) (changes ??= []).Add((key, written));
            }
            if (changes is null) return;
            foreach (var (key, written) in changes) map[key] = written;
        }
    }

    private readonly record struct Place(string Struct, FieldPath Path, FieldPath Fields);

    private static Draft Zero(FieldType type) => type.Shape switch
    {
        FieldShape.Object or FieldShape.Map => new DraftObject(),
        FieldShape.List => new DraftArray(),
        FieldShape.Int32 or FieldShape.Int64 or FieldShape.Double or FieldShape.IntOrString => 0,
        FieldShape.Bool => false,
        FieldShape.Quantity => "0",
        FieldShape.Raw or FieldShape.Time or FieldShape.MicroTime => Draft.Null,
        _ => "",
    };

    private static bool IsEmpty(Field field, Draft value)
    {
        if (value.Kind == NodeKind.Null) return true;
        if (field.Always || field.Type.Optional) return false;
        return value switch
        {
            DraftObject map => field.Type.Shape == FieldShape.Map && map.Count == 0,
            DraftArray list => list.Count == 0,
            DraftScalar { Kind: NodeKind.String } text => text.Text.Length == 0,
            DraftScalar { Kind: NodeKind.False } => field.Type.Shape == FieldShape.Bool,
            DraftScalar { Kind: NodeKind.Number, Text: "0" } => field.Type.Shape is FieldShape.Int32 or FieldShape.Int64 or FieldShape.Double,
            _ => false,
        };
    }
}
