using System.Globalization;
using System.Text;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Protobuf;

/// <summary>Objects from protobuf, as typed clients send them, by the field numbers of the catalogue.</summary>
public static class ProtobufReader
{
    private const int Deepest = 200;
    private static readonly byte[] Magic = [(byte)'k', (byte)'8', (byte)'s', 0];

    /// <summary>The object in an envelope.</summary>
    /// <param name="find">The kind for an apiVersion and a name; null where there is none.</param>
    /// <exception cref="FormatException">The bytes are no such object.</exception>
    public static DraftObject Read(ReadOnlySpan<byte> bytes, Func<string, string, ObjectType?> find)
    {
        if (!bytes.StartsWith(Magic)) throw new FormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> content = default;
        var wire = new WireReader(bytes[Magic.Length..]);
        while (wire.Next())
        {
            if (wire.Number == 2) content = wire.Bytes;
            if (wire.Number != 1) continue;
            var type = new WireReader(wire.Bytes);
            while (type.Next())
            {
                if (type.Number == 1) apiVersion = Encoding.UTF8.GetString(type.Bytes);
                if (type.Number == 2) kind = Encoding.UTF8.GetString(type.Bytes);
            }
        }
        var shape = find(apiVersion, kind) ?? throw new FormatException($"no kind \"{kind}\" is registered for version \"{apiVersion}\"");
        var body = Nested(shape, content, 0);
        if (shape.Find("kind") is null) return body;
        var typed = new DraftObject { ["kind"] = kind, ["apiVersion"] = apiVersion };
        foreach (var (name, value) in body) typed[name] = value;
        return typed;
    }

    private static void Fill(ObjectType type, ReadOnlySpan<byte> message, DraftObject target, int depth)
    {
        if (depth > Deepest) throw new FormatException("the message is nested too deeply");
        var wire = new WireReader(message);
        while (wire.Next())
        {
            if (Declared(type, wire.Number) is not { } field) continue;
            if (field.Inline) Fill(field.Type.Object!, wire.Bytes, target, depth + 1);
            else if (field.Type is { Shape: FieldShape.List, Wrapped: false }) Append(field.Type.Item!, wire, target.Array(field.Name), depth);
            else if (field.Type.Shape == FieldShape.Map) Enter(field.Type.Item!, wire.Bytes, target.Object(field.Name), depth);
            else target[field.Name] = Value(field.Type, wire, depth);
        }
    }

    private static Field? Declared(ObjectType type, int number)
    {
        foreach (var field in type.Declared)
            if (field.Number == number) return field;
        return null;
    }

    private static void Append(FieldType item, WireReader wire, DraftArray list, int depth)
    {
        // Numbers may come packed into one run of bytes.
        if (item.Shape is not (FieldShape.Int32 or FieldShape.Int64 or FieldShape.Bool) || !wire.HasBytes)
        {
            list.Add(Value(item, wire, depth));
            return;
        }
        var packed = new WireReader(wire.Bytes);
        while (packed.NextVarint()) list.Add(Value(item, packed, depth));
    }

    private static void Enter(FieldType value, ReadOnlySpan<byte> entry, DraftObject map, int depth)
    {
        var key = "";
        Draft? content = null;
        var wire = new WireReader(entry);
        while (wire.Next())
        {
            if (wire.Number == 1) key = Encoding.UTF8.GetString(wire.Bytes);
            if (wire.Number == 2) content = Value(value, wire, depth);
        }
        map[key] = content ?? Value(value, new WireReader([]), depth);
    }

    private static Draft Value(FieldType type, WireReader wire, int depth) => type.Shape switch
    {
        FieldShape.Int32 => (int)wire.Varint,
        FieldShape.Int64 => wire.Varint,
        FieldShape.Bool => wire.Varint != 0,
        FieldShape.Double => DraftScalar.Number(GoNumber.Json(BitConverter.Int64BitsToDouble(wire.Varint))),
        FieldShape.Bytes => Convert.ToBase64String(wire.Bytes),
        FieldShape.Quantity => Inner(wire.Bytes, 1),
        FieldShape.IntOrString => IntOrText(wire.Bytes),
        FieldShape.Time => Moment(wire.Bytes, "yyyy-MM-ddTHH:mm:ssZ"),
        FieldShape.MicroTime => Moment(wire.Bytes, "yyyy-MM-ddTHH:mm:ss.ffffffZ"),
        FieldShape.Duration => Span(wire.Bytes),
        FieldShape.Raw => Json(wire.Bytes),
        FieldShape.Object => Nested(type.Object!, wire.Bytes, depth),
        FieldShape.Choice => Chosen(type.Object!, wire.Bytes, depth),
        FieldShape.List => Items(type.Item!, wire.Bytes, depth),
        FieldShape.Map => throw new FormatException("maps do not stand within lists or maps"),
        _ => Encoding.UTF8.GetString(wire.Bytes),
    };

    private static DraftObject Nested(ObjectType type, ReadOnlySpan<byte> message, int depth)
    {
        var nested = new DraftObject();
        Fill(type, message, nested, depth + 1);
        // The wire is in the order of the numbers, JSON in that of the catalogue.
        var ordered = new DraftObject();
        foreach (var field in type.Fields)
            if (nested[field.Name] is { } value) ordered[field.Name] = value;
        return ordered;
    }

    // An object says more than the flag that may stand beside it.
    private static Draft Chosen(ObjectType type, ReadOnlySpan<byte> message, int depth)
    {
        var nested = Nested(type, message, depth);
        return nested.Select(m => m.Value).FirstOrDefault(v => v is DraftObject) ?? nested.Select(m => m.Value).FirstOrDefault() ?? Draft.Null;
    }

    private static DraftArray Items(FieldType item, ReadOnlySpan<byte> message, int depth)
    {
        var items = new DraftArray();
        var wire = new WireReader(message);
        while (wire.Next())
            if (wire.Number == 1) Append(item, wire, items, depth);
        return items;
    }

    private static string Inner(ReadOnlySpan<byte> message, int number)
    {
        var text = "";
        var wire = new WireReader(message);
        while (wire.Next())
            if (wire.Number == number) text = Encoding.UTF8.GetString(wire.Bytes);
        return text;
    }

    private static Draft IntOrText(ReadOnlySpan<byte> message)
    {
        var (isText, number, text) = (false, 0, "");
        var wire = new WireReader(message);
        while (wire.Next())
        {
            if (wire.Number == 1) isText = wire.Varint == 1;
            if (wire.Number == 2) number = (int)wire.Varint;
            if (wire.Number == 3) text = Encoding.UTF8.GetString(wire.Bytes);
        }
        return isText ? text : number;
    }

    // A time that was never set is a message without content.
    private static Draft Moment(ReadOnlySpan<byte> message, string format)
    {
        if (message.IsEmpty) return Draft.Null;
        var (seconds, nanoseconds) = (0L, 0L);
        var wire = new WireReader(message);
        while (wire.Next())
        {
            if (wire.Number == 1) seconds = wire.Varint;
            if (wire.Number == 2) nanoseconds = wire.Varint;
        }
        if (seconds is < -62_135_596_800 or > 253_402_300_799 || nanoseconds is < 0 or > 999_999_999) throw new FormatException("a time lies outside the years 1 to 9999");
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100).ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Span(ReadOnlySpan<byte> message)
    {
        var nanoseconds = 0L;
        var wire = new WireReader(message);
        while (wire.Next())
            if (wire.Number == 1) nanoseconds = wire.Varint;
        return GoDuration.Format(TimeSpan.FromTicks(nanoseconds / 100));
    }

    private static Draft Json(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> raw = default;
        var wire = new WireReader(message);
        while (wire.Next())
            if (wire.Number == 1) raw = wire.Bytes;
        return raw.IsEmpty ? Draft.Null : Draft.From(Document.Parse(raw.ToArray()).Root);
    }
}
