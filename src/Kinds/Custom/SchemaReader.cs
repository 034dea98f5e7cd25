using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>
/// Reads the schema of a definition. What is not structural is left out: the rules of definitions have refused it, or
/// it stands in an object that is older than they are.
/// </summary>
internal static class SchemaReader
{
    private static readonly string[] LimitNames =
    [
        "maximum", "minimum", "multipleOf", "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties",
        "pattern", "required", "enum", "allOf", "anyOf", "oneOf", "not",
    ];

    public static SchemaNode Read(Node schema)
    {
        var properties = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        foreach (var member in schema["properties"u8].Members) properties[member.Name] = Read(member.Value);
        var further = schema["additionalProperties"u8];
        var items = schema["items"u8].IsObject ? Read(schema["items"u8]) : null;
        var additional = further.IsObject ? Read(further) : null;
        var standard = schema["default"u8];
        return new SchemaNode
        {
            Type = Known(schema["type"u8].AsString()),
            Format = schema["format"u8].AsString(),
            Nullable = schema["nullable"u8].AsBool(),
            KeepsUnknown = schema["x-kubernetes-preserve-unknown-fields"u8].AsBool(),
            Embedded = schema["x-kubernetes-embedded-resource"u8].AsBool(),
            IntOrString = schema["x-kubernetes-int-or-string"u8].AsBool(),
            List = schema["x-kubernetes-list-type"u8].AsString() switch { "map" => ListShape.Map, "set" => ListShape.Set, "atomic" => ListShape.Atomic, _ => ListShape.Unsaid },
            AtomicMap = schema["x-kubernetes-map-type"u8].TextEquals("atomic"u8),
            ListKeys = [.. Texts(schema["x-kubernetes-list-map-keys"u8])],
            Properties = properties.ToFrozenDictionary(StringComparer.Ordinal),
            Items = items,
            Additional = additional,
            AllowsAdditional = additional is not null || further.AsBool(),
            Default = standard.Exists ? Draft.From(standard) : null,
            Limits = LimitNames.Any(name => schema[name].Exists) ? Limits(schema) : null,
            Rules = [.. Rules(schema["x-kubernetes-validations"u8])],
            HasDefaults = standard.Exists || items is { HasDefaults: true } || additional is { HasDefaults: true } || properties.Values.Any(p => p.HasDefaults),
        };
    }

    private static SchemaLimits Limits(Node schema) => new()
    {
        Maximum = Number(schema["maximum"u8]),
        Minimum = Number(schema["minimum"u8]),
        ExclusiveMaximum = schema["exclusiveMaximum"u8].AsBool(),
        ExclusiveMinimum = schema["exclusiveMinimum"u8].AsBool(),
        MultipleOf = Number(schema["multipleOf"u8]),
        MaxLength = schema["maxLength"u8].AsInt64OrNull(),
        MinLength = schema["minLength"u8].AsInt64OrNull(),
        MaxItems = schema["maxItems"u8].AsInt64OrNull(),
        MinItems = schema["minItems"u8].AsInt64OrNull(),
        MaxProperties = schema["maxProperties"u8].AsInt64OrNull(),
        MinProperties = schema["minProperties"u8].AsInt64OrNull(),
        Pattern = schema["pattern"u8].AsString(),
        Expression = schema["pattern"u8].AsString() is { Length: > 0 } pattern ? Expression(pattern) : null,
        Required = [.. Texts(schema["required"u8])],
        Enum = [.. Nodes(schema["enum"u8]).Select(Draft.From)],
        AllOf = [.. Nodes(schema["allOf"u8]).Select(Read)],
        AnyOf = [.. Nodes(schema["anyOf"u8]).Select(Read)],
        OneOf = [.. Nodes(schema["oneOf"u8]).Select(Read)],
        Not = schema["not"u8].IsObject ? Read(schema["not"u8]) : null,
    };

    private static IEnumerable<SchemaRule> Rules(Node rules) => Nodes(rules).Select(rule => new SchemaRule(
        rule["rule"u8].AsString(), rule["message"u8].AsString(), rule["messageExpression"u8].AsString(), rule["reason"u8].AsString(), rule["fieldPath"u8].AsString(),
        rule["optionalOldSelf"u8].AsBool()));

    /// <summary>A pattern in Go's dialect for an engine that never runs longer than the text is long; null when it cannot be had so.</summary>
    public static Regex? Expression(string pattern)
    {
        try
        {
            return new Regex(Translated(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // Go ends a text with \z where $ stands, and counts only ASCII as digits, letters of words and blanks.
    private static string Translated(string pattern)
    {
        var text = new System.Text.StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i++;
                text.Append((pattern[i], inClass) switch
                {
                    ('d', false) => "[0-9]",
                    ('d', true) => "0-9",
                    ('w', false) => "[0-9A-Za-z_]",
                    ('w', true) => "0-9A-Za-z_",
                    ('s', false) => "[\\t\\n\\f\\r ]",
                    ('s', true) => "\\t\\n\\f\\r ",
                    ('D', false) => "[^0-9]",
                    ('W', false) => "[^0-9A-Za-z_]",
                    ('S', false) => "[^\\t\\n\\f\\r ]",
                    _ => $"\\{pattern[i]}",
                });
            }
            else if (inClass)
            {
                if (c == ']') inClass = false;
                if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':' && pattern.IndexOf(":]", i, StringComparison.Ordinal) is > 0 and var end)
                {
                    text.Append(NamedClass(pattern[(i + 2)..end]));
                    i = end + 1;
                }
                else
                {
                    text.Append(c == '[' ? "\\[" : c.ToString());
                }
            }
            else
            {
                inClass = c == '[';
                text.Append(c == '$' ? "\\z" : c == '(' && pattern.AsSpan(i).StartsWith("(?P<") ? "(?" : c.ToString());
                if (c == '(' && pattern.AsSpan(i).StartsWith("(?P<")) i += 2;
                if (inClass && i + 1 < pattern.Length && pattern[i + 1] == '^') text.Append(pattern[++i]);
                if (inClass && i + 1 < pattern.Length && pattern[i + 1] == ']') text.Append("\\").Append(pattern[++i]);
            }
        }
        return text.ToString();
    }

    private static string NamedClass(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "digit" => "0-9",
        "lower" => "a-z",
        "upper" => "A-Z",
        "punct" => "!-/:-@\\[-`{-~",
        "space" => "\\t\\n\\v\\f\\r ",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => throw new ArgumentException($"there is no class {name}", nameof(name)),
    };

    // One text for each type, whoever says it: large schemas name few types many times.
    private static string Known(string type) => type switch
    {
        "object" => "object",
        "array" => "array",
        "string" => "string",
        "integer" => "integer",
        "number" => "number",
        "boolean" => "boolean",
        _ => type,
    };

    private static double? Number(Node number) => number.Kind == NodeKind.Number ? number.AsDouble() : null;

    private static List<string> Texts(Node texts) => [.. Nodes(texts).Select(n => n.AsString())];

    private static List<Node> Nodes(Node array)
    {
        var nodes = new List<Node>();
        foreach (var item in array.Items) nodes.Add(item);
        return nodes;
    }
}
