using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>
/// Checks values against a schema, in upstream's words. What an update leaves as it was is not held against it, even
/// where the schema has become stricter since.
/// </summary>
internal sealed partial class ValueCheck
{
    // Findings about alternatives are of no field, and upstream says so in Go's way.
    private const string NoField = "<nil>";
    private readonly List<StatusCause> found = [];

    public static IReadOnlyList<StatusCause> Of(SchemaNode schema, Node value, Node old = default, string path = "")
    {
        var check = new ValueCheck();
        check.Value(schema, value, old, path);
        return check.found;
    }

    private void Value(SchemaNode schema, Node value, Node old, string path)
    {
        var before = found.Count;
        if (value.Kind == NodeKind.Null)
        {
            if (!schema.Nullable && schema.Type.Length > 0 && !schema.IntOrString) WrongType(path, schema.Type, "null");
        }
        else
        {
            Type(schema, value, path);
            if (schema.Limits is { } limits) Limits(limits, value, path);
            if (schema.Format.Length > 0 && value.IsString && !Formats.Fits(schema.Format, value.AsString()))
                Invalid(path, value, $"must be of type {schema.Format}: {GoText.Quote(value.AsString())}");
            Within(schema, value, old, path);
        }
        if (found.Count > before && old.Exists && Draft.DeepEquals(value, old)) found.RemoveRange(before, found.Count - before);
    }

    private void Within(SchemaNode schema, Node value, Node old, string path)
    {
        if (value.IsObject)
        {
            foreach (var member in value.Members)
                if (schema.Member(member.Name) is { } inside) Value(inside, member.Value, old[member.Name], Join(path, member.Name));
        }
        else if (value.IsArray && schema.Items is { } items)
        {
            var i = 0;
            foreach (var item in value.Items) Value(items, item, schema.List == ListShape.Map ? Counterpart(schema, old, item) : default, At(path, i++));
        }
    }

    // Only items that have keys can be found again in the object as it was.
    private static Node Counterpart(SchemaNode schema, Node old, Node item)
    {
        foreach (var candidate in old.Items)
            if (schema.ListKeys.All(key => Draft.DeepEquals(Keyed(schema, candidate, key), Keyed(schema, item, key)))) return candidate;
        return default;
    }

    internal static Draft Keyed(SchemaNode schema, Node item, string key) =>
        item[key] is { Exists: true } said ? said : schema.Items?.Member(key)?.Default ?? Draft.Null;

    private void Type(SchemaNode schema, Node value, string path)
    {
        var type = schema.Type;
        var (actual, format) = Actual(value);
        if (schema.IntOrString && type.Length == 0)
        {
            if (actual is not ("string" or "integer")) WrongType(path, "integer,string", actual);
            return;
        }
        if (type.Length == 0 || actual == type || (type == "number" && actual == "integer")) return;
        if (type == "integer" && actual == "number" && value.AsDouble() is var number && Math.Floor(number) == number && Math.Abs(number) < 9007199254740992) return;
        if (schema.Format.Length > 0 && actual is not ("string" or "array")) WrongType(path, schema.Format, format);
        else WrongType(path, type, actual);
    }

    private static (string Type, string Format) Actual(Node value) => value.Kind switch
    {
        NodeKind.Object => ("object", ""),
        NodeKind.Array => ("array", ""),
        NodeKind.String => ("string", ""),
        NodeKind.True or NodeKind.False => ("boolean", ""),
        NodeKind.Number when value.AsText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 => ("integer", "int64"),
        NodeKind.Number => ("number", "float64"),
        _ => ("null", ""),
    };

    private void WrongType(string path, string type, string actual) =>
        found.Add(FieldErrors.Invalid(path, actual, $"{path} in body must be of type {type}: {GoText.Quote(actual)}"));

    private void Invalid(string path, Node value, string detail) =>
        found.Add(FieldErrors.InvalidRaw(path, value.IsString ? GoText.Quote(value.AsString()) : value.ToString(), $"{path} in body {detail}"));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string At(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
