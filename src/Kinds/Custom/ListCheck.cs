using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>Lists that are sets or maps may hold an item, or a key, once.</summary>
internal static class ListCheck
{
    public static List<StatusCause> Of(SchemaNode schema, Node value)
    {
        var found = new List<StatusCause>();
        Value(schema, value, "", found);
        return found;
    }

    private static void Value(SchemaNode schema, Node value, string path, List<StatusCause> found)
    {
        if (value.IsObject)
        {
            foreach (var member in value.Members)
                if (schema.Member(member.Name) is { } inside) Value(inside, member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", found);
            return;
        }
        if (!value.IsArray || schema.Items is not { } items) return;
        var seen = schema.List is ListShape.Set or ListShape.Map ? new HashSet<string>(StringComparer.Ordinal) : null;
        var i = 0;
        foreach (var item in value.Items)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]");
            var key = schema.List == ListShape.Map ? KeyOf(schema, item) : Draft.From(item);
            if (seen?.Add(key.ToString()) == false) found.Add(FieldErrors.DuplicateRaw(place, key.ToString()));
            Value(items, item, place, found);
        }
    }

    private static DraftObject KeyOf(SchemaNode schema, Node item)
    {
        var key = new DraftObject();
        foreach (var name in schema.ListKeys.Order(StringComparer.Ordinal)) key[name] = ValueCheck.Keyed(schema, item, name);
        return key;
    }
}
