using System.Collections.Concurrent;
using System.Text;
using Timonier.Documents;

namespace Timonier.Cel;

/// <summary>
/// Types from the schemas of custom resources. Sizes come with them: what the schema bounds, and for the rest what
/// the largest request could hold. Properties whose type the schema does not tell cannot be reached.
/// </summary>
public static class CelSchema
{
    // Texts of these formats in JSON, without the quotes.
    private const long DurationLength = 30, DateLength = 10, TimeLength = 25;

    /// <summary>The type of a schema's values; null when expressions cannot see them.</summary>
    /// <param name="isResource">Whether the value is a whole object, which has a kind and a name besides its schema.</param>
    public static CelType? ToType(Node schema, bool isResource = false, string name = "object")
    {
        if (schema["x-kubernetes-int-or-string"].AsBool()) return CelType.Dyn.WithMaxSize(CelCostLimits.RequestBytes - 2);
        return schema["type"].AsString() switch
        {
            "array" => OfArray(schema, name),
            "object" => OfObject(schema, isResource || schema["x-kubernetes-embedded-resource"].AsBool(), name),
            "string" => OfString(schema),
            "boolean" => CelType.Bool,
            "integer" => CelType.Int,
            "number" => CelType.Double,
            _ => null,
        };
    }

    private static CelType? OfArray(Node schema, string name)
    {
        var items = schema["items"];
        if (ToType(items, name: name + ".@idx") is not { } element) return null;
        var kind = schema["x-kubernetes-list-type"].AsString() switch { "set" => CelListKind.Set, "map" => CelListKind.Map, _ => CelListKind.Atomic };
        var keys = new List<string>();
        foreach (var key in schema["x-kubernetes-list-map-keys"].Items) keys.Add(key.AsString());
        return CelType.List(element, kind, keys).WithMaxSize(schema["maxItems"].AsInt64OrNull() ?? (CelCostLimits.RequestBytes - 2) / (SmallestSize(items) + 1));
    }

    private static CelType? OfObject(Node schema, bool isResource, string name)
    {
        var values = schema["additionalProperties"];
        if (values.IsObject)
        {
            if (ToType(values, name: name + ".@elem") is not { } value) return null;
            return CelType.Map(CelType.String, value).WithMaxSize(schema["maxProperties"].AsInt64OrNull() ?? (CelCostLimits.RequestBytes - 2) / (SmallestSize(values) + 6));
        }
        return CelType.Object(new SchemaObject(schema, isResource, name));
    }

    private static CelType OfString(Node schema)
    {
        var length = schema["maxLength"].AsInt64OrNull();
        switch (schema["format"].AsString())
        {
            case "byte": return CelType.Bytes.WithMaxSize(length ?? CelCostLimits.RequestBytes - 2);
            case "duration": return CelType.Duration.WithMaxSize(length ?? DurationLength);
            case "date": return CelType.Timestamp.WithMaxSize(length ?? DateLength);
            case "date-time": return CelType.Timestamp.WithMaxSize(length ?? TimeLength);
        }
        var longest = -1L;
        foreach (var value in schema["enum"].Items) longest = Math.Max(longest, Encoding.UTF8.GetByteCount(value.AsString()));
        // The bound is of characters, which take up to four bytes each.
        return CelType.String.WithMaxSize(longest >= 0 ? longest : length * 4 ?? CelCostLimits.RequestBytes - 2);
    }

    /// <summary>The fewest bytes of JSON that a value takes, by which unbounded lists and maps are bounded.</summary>
    private static long SmallestSize(Node schema)
    {
        if (schema["x-kubernetes-int-or-string"].AsBool()) return 1;
        return schema["type"].AsString() switch
        {
            "boolean" => 4,
            "integer" or "number" => 1,
            "string" => schema["format"].AsString() switch { "date" => DateLength + 2, "date-time" => 22, "duration" => 4, _ => 2 },
            "object" => 2 + SmallestFields(schema),
            _ => 2,
        };
    }

    private static long SmallestFields(Node schema)
    {
        var size = 0L;
        foreach (var required in schema["required"].Items)
        {
            var property = schema["properties"][required.AsString()];
            if (property.Exists && !property["default"].Exists) size += Encoding.UTF8.GetByteCount(required.AsString()) + SmallestSize(property) + 4;
        }
        return size;
    }

    private sealed class SchemaObject(Node schema, bool isResource, string name) : CelObjectType(name)
    {
        private static readonly CelType Metadata = CelType.Object(Of("object.metadata", new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["name"] = CelType.String.WithMaxSize(1024),
            ["generateName"] = CelType.String.WithMaxSize(1024),
        }));

        // Found when asked for: a schema is large, and rules look at little of it.
        private readonly ConcurrentDictionary<string, CelField?> found = new(StringComparer.Ordinal);

        public override CelField? Find(string name) => found.GetOrAdd(name, Read);

        private CelField? Read(string name)
        {
            if (isResource && name == "metadata") return new CelField(name, Metadata);
            if (isResource && name is ("apiVersion" or "kind")) return new CelField(name, CelType.String.WithMaxSize(1024));
            var json = CelNames.Unescape(name);
            var property = schema["properties"][json];
            return property.Exists && CelNames.Escape(json) == name && ToType(property, name: $"{Name}.{name}") is { } type ? new CelField(json, type) : null;
        }
    }
}
