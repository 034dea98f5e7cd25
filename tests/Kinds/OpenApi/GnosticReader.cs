using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Timonier.Kinds.OpenApi;
using Timonier.Kinds.Protobuf;

namespace Timonier.Kinds.Tests.OpenApi;

/// <summary>Turns OpenAPI's protobuf form back into JSON, as a client of it would.</summary>
internal static class GnosticReader
{
    public static JsonNode? Read(ReadOnlySpan<byte> bytes, GnosticMessage message)
    {
        var fields = new WireReader(bytes);
        var result = new JsonObject();
        var whole = new JsonArray();
        while (fields.Next())
        {
            var number = fields.Number;
            if (message.Choices.Find(c => c.Number == number) is { } choice) return Value(fields, message, choice);
            if (message.Whole is { } self)
            {
                whole.Add(Value(fields, message, self));
                continue;
            }
            var (name, field) = message.Named.FirstOrDefault(n => n.Value.Number == number);
            if (field is null) Pair(fields.Bytes, message, (message.Extensions?.Number == number ? message.Extensions : message.Others)!, result);
            else if (!field.Repeated) result[name] = Value(fields, message, field);
            else if (result[name] is JsonArray more) more.Add(Value(fields, message, field));
            else result[name] = new JsonArray(Value(fields, message, field));
        }
        // A list of one stands for its item: version 2 allows several types of a value, and we never have them.
        if (message.Whole is not null) return whole.Count == 1 ? whole[0]!.DeepClone() : whole;
        return result;
    }

    private static void Pair(ReadOnlySpan<byte> bytes, GnosticMessage message, GnosticField field, JsonObject target)
    {
        var fields = new WireReader(bytes);
        fields.Next().ShouldBeTrue();
        var name = Encoding.UTF8.GetString(fields.Bytes);
        fields.Next().ShouldBeTrue();
        target[name] = Value(fields, message, field);
    }

    private static JsonNode? Value(WireReader at, GnosticMessage message, GnosticField field)
    {
        switch (field.Type)
        {
            case "text": return Encoding.UTF8.GetString(at.Bytes);
            case "bool": return at.Varint != 0;
            case "double": return JsonNode.Parse(BitConverter.Int64BitsToDouble(at.Varint).ToString(CultureInfo.InvariantCulture));
            case "any":
                var inner = new WireReader(at.Bytes);
                inner.Next().ShouldBeTrue();
                inner.Number.ShouldBe(2);
                return JsonNode.Parse(inner.Bytes);
            default: return Read(at.Bytes, message.Of(field));
        }
    }
}
