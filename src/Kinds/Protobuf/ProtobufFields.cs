using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Protobuf;

/// <summary>The fields of a message, from the members of a JSON object.</summary>
internal static class ProtobufFields
{
    public static void Write(ObjectType type, Node value, WireWriter wire)
    {
        foreach (var (number, name, field) in type.Wire)
        {
            if (field.Inline)
            {
                Message(field.Type.Object!, number, value, wire);
                continue;
            }
            var member = value[(ReadOnlySpan<byte>)name];
            switch (field.Type)
            {
                case { Shape: FieldShape.List, Wrapped: false, Item: { } item }:
                    foreach (var entry in member.Items) Value(item, number, entry, wire);
                    break;
                case { Shape: FieldShape.Map, Item: { } item }:
                    Map(item, number, member, wire);
                    break;
                default:
                    if (!member.IsNullOrMissing || !LeftOutWhenMissing(field.Type)) Value(field.Type, number, member, wire);
                    break;
            }
        }
    }

    private static bool LeftOutWhenMissing(FieldType type) => type.Optional || type.Wrapped || type.Shape == FieldShape.Bytes;

    private static void Message(ObjectType type, int number, Node value, WireWriter wire)
    {
        var start = wire.Open(number);
        Write(type, value, wire);
        wire.Close(start);
    }

    private static void Map(FieldType item, int number, Node map, WireWriter wire)
    {
        var count = map.Count;
        if (count == 0) return;
        var keys = new byte[count][];
        var values = new Node[count];
        var next = 0;
        foreach (var member in map.Members)
        {
            keys[next] = Encoding.UTF8.GetBytes(member.Name);
            values[next++] = member.Value;
        }
        // By bytes, as Go orders strings.
        Array.Sort(keys, values, Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)));
        for (var i = 0; i < count; i++)
        {
            var entry = wire.Open(number);
            wire.Bytes(1, keys[i]);
            Value(item, 2, values[i], wire);
            wire.Close(entry);
        }
    }

    private static void Value(FieldType type, int number, Node value, WireWriter wire)
    {
        switch (type.Shape)
        {
            case FieldShape.Int32 or FieldShape.Int64:
                wire.Number(number, value.AsInt64());
                return;
            case FieldShape.Bool:
                wire.Number(number, value.AsBool() ? 1 : 0);
                return;
            case FieldShape.Double:
                wire.Double(number, value.AsDouble());
                return;
            case FieldShape.Object:
                Message(type.Object!, number, value, wire);
                return;
            case FieldShape.String:
                Text(number, value, wire);
                return;
            case FieldShape.Bytes:
                FromBase64(number, value, wire);
                return;
        }
        // What remains is a message of its own in protobuf.
        var start = wire.Open(number);
        switch (type.Shape)
        {
            case FieldShape.Quantity:
                wire.Text(1, Quantity.TryParse(value.AsText(), out var quantity) ? quantity.ToString() : "0");
                break;
            case FieldShape.IntOrString:
                wire.Number(1, value.IsString ? 1 : 0);
                wire.Number(2, value.AsInt32());
                wire.Text(3, value.AsString());
                break;
            case FieldShape.Time or FieldShape.MicroTime when value.AsTime() is { } time:
                wire.Number(1, time.ToUnixTimeSeconds());
                wire.Number(2, type.Shape == FieldShape.Time ? 0 : time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond * 1000);
                break;
            case FieldShape.Duration:
                wire.Number(1, GoDuration.TryParse(value.AsString(), out var span) ? span.Ticks * 100 : 0);
                break;
            case FieldShape.Raw when !value.IsNullOrMissing:
                wire.Bytes(1, value.Raw.Span);
                break;
            case FieldShape.List:
                foreach (var item in value.Items) Value(type.Item!, 1, item, wire);
                break;
            case FieldShape.Choice:
                Choice(type.Object!, value, wire);
                break;
        }
        wire.Close(start);
    }

    // The flag of "object or flag" is set beside an object.
    private static void Choice(ObjectType type, Node value, WireWriter wire)
    {
        var chosen = type.Chosen(value.Kind);
        foreach (var (number, _, field) in type.Wire)
        {
            if (field.Type.Shape == FieldShape.Bool) wire.Number(number, value.IsObject || value.AsBool() ? 1 : 0);
            else if (field == chosen && field.Type is { Shape: FieldShape.List, Item: { } item })
                foreach (var entry in value.Items) Value(item, number, entry, wire);
            else if (field == chosen) Value(field.Type, number, value, wire);
        }
    }

    private static void Text(int number, Node value, WireWriter wire)
    {
        // Text without escapes goes over as the bytes that it is.
        var raw = value.IsString ? value.Raw.Span[1..^1] : default;
        if (raw.Contains((byte)'\\')) wire.Text(number, value.AsString());
        else wire.Bytes(number, raw);
    }

    private static void FromBase64(int number, Node value, WireWriter wire)
    {
        var text = Encoding.UTF8.GetBytes(value.AsString());
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var valid = Base64.DecodeFromUtf8(text, decoded, out _, out var length) == OperationStatus.Done;
        wire.Bytes(number, valid ? decoded.AsSpan(0, length) : default);
    }
}
