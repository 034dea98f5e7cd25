using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom.Definitions;

/// <summary>Which parts of OpenAPI a schema may use, and that its parts fit each other.</summary>
internal static class SchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];
    private static readonly string[] Reasons = ["FieldValueRequired", "FieldValueInvalid", "FieldValueForbidden", "FieldValueDuplicate"];

    /// <param name="defaults">Why no default may stand here; empty where it may.</param>
    public static void Check(Place schema, bool isRoot, string defaults = "")
    {
        if (defaults.Length > 0 && schema["default"].Exists) schema["default"].Forbidden($"must not be set {defaults}");
        foreach (var name in Unsupported)
            if (schema[name] is { Exists: true } place && (place.Text.Length > 0 || !place.Node.IsString)) place.Forbidden($"{name} is not supported");
        var type = schema["type"];
        if (type.Text == "null") type.Forbidden("type cannot be set to null, use nullable as an alternative");
        else if (type.Text.Length > 0) type.OneOf(Types);
        if (schema["items"].Node.IsArray && schema["items"].Count > 0) schema["items"].Forbidden("items must be a schema object and not an array");
        if (schema["uniqueItems"].Node.AsBool()) schema["uniqueItems"].Forbidden("uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        Properties(schema, isRoot, defaults);
        foreach (var name in (string[])["allOf", "oneOf", "anyOf"])
            foreach (var part in schema[name].Items) Check(part, isRoot: false, "inside allOf, anyOf, oneOf or not");
        if (schema["not"].Exists) Check(schema["not"], isRoot: false, "inside allOf, anyOf, oneOf or not");
        if (schema["items"].Node.IsObject) Check(schema["items"], isRoot: false, defaults);
        Shapes(schema, type);
        Lists(schema);
        foreach (var rule in schema["x-kubernetes-validations"].Items) Rule(rule);
    }

    private static void Properties(Place schema, bool isRoot, string defaults)
    {
        var (properties, further) = (schema["properties"], schema["additionalProperties"]);
        if (further.Exists && properties.Count > 0 && (further.Node.IsObject || !further.Node.AsBool())) further.Forbidden("additionalProperties and properties are mutual exclusive");
        if (further.Node.IsObject) Check(further, isRoot: false, defaults);
        foreach (var (name, property) in properties.Entries)
            Check(property, isRoot: false, isRoot && name is "metadata" or "kind" or "apiVersion" && isRoot ? $"in top-level {name}" : defaults);
    }

    private static void Shapes(Place schema, Place type)
    {
        if (schema["x-kubernetes-preserve-unknown-fields"].Node.Kind == NodeKind.False) schema["x-kubernetes-preserve-unknown-fields"].Invalid("must be true or undefined");
        foreach (var (name, wanted) in ((string, string)[])[("x-kubernetes-map-type", "object"), ("x-kubernetes-list-type", "array")])
        {
            if (!schema[name].Exists || type.Text == wanted) continue;
            if (type.Text.Length == 0) type.Required($"must be {wanted} if {name} is specified");
            else type.Invalid($"must be {wanted} if {name} is specified");
        }
        schema["x-kubernetes-map-type"].OneOf("atomic", "granular");
        schema["x-kubernetes-list-type"].OneOf("atomic", "set", "map");
    }

    private static void Lists(Place schema)
    {
        var (list, keys, items) = (schema["x-kubernetes-list-type"], schema["x-kubernetes-list-map-keys"], schema["items"]);
        if (keys.Count > 0 && !list.Exists) list.Required("must be map if x-kubernetes-list-map-keys is non-empty");
        else if (keys.Count > 0 && list.Text != "map") list.Invalid("must be map if x-kubernetes-list-map-keys is non-empty");
        if (list.Text == "set" && items["type"].Text is "array" or "object")
        {
            var inside = items[items["type"].Text == "array" ? "x-kubernetes-list-type" : "x-kubernetes-map-type"];
            if (inside.Text != "atomic" && (inside.Exists || items["type"].Text == "object")) inside.Invalid("must be atomic as item of a list with x-kubernetes-list-type=set");
        }
        if (list.Text is "set" or "map" && items["nullable"].Node.AsBool()) items["nullable"].Forbidden($"cannot be nullable when x-kubernetes-list-type is {list.Text}");
        if (list.Text != "map") return;
        if (keys.Count == 0) keys.Required("must not be empty if x-kubernetes-list-type is map");
        if (!items.Exists) items.Required("must have a schema if x-kubernetes-list-type is map");
        else if (items["type"].Text != "object") items["type"].Invalid(items["type"].Text, "must be object if parent array's x-kubernetes-list-type is map");
        else Keys(keys, items);
    }

    private static void Keys(Place keys, Place items)
    {
        var required = items["required"].Items.Select(r => r.Text).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys.Items.Select(k => k.Text))
        {
            if (!seen.Add(key)) keys.Invalid("must not contain duplicate entries");
            var property = items["properties"].Key(key);
            if (!property.Exists)
            {
                keys.Invalid("entries must all be names of item properties");
                continue;
            }
            if (property["type"].Text is "array" or "object") property["type"].Invalid("must be a scalar type if parent array's x-kubernetes-list-type is map");
            if (!required.Contains(key) && !property["default"].Exists)
                property["default"].Required("this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            if (property["nullable"].Node.AsBool()) property["nullable"].Forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }

    private static void Rule(Place rule)
    {
        var (text, message, expression) = (rule["rule"].Text.Trim(), rule["message"].Text, rule["messageExpression"].Text);
        if (text.Length == 0) rule["rule"].Required("rule is not specified");
        else if (message.Length > 0 && message.Trim().Length == 0) rule["message"].Invalid("message must be non-empty if specified");
        else if (message.Trim().Contains('\n', StringComparison.Ordinal)) rule["message"].Invalid("message must not contain line breaks");
        else if (text.Contains('\n', StringComparison.Ordinal) && message.Trim().Length == 0) rule["message"].Required("message must be specified if rule contains line breaks");
        if (expression.Length > 0 && expression.Trim().Length == 0) rule["messageExpression"].Required("messageExpression must be non-empty if specified");
        if (rule["reason"].Exists) rule["reason"].OneOf(Reasons);
    }
}
