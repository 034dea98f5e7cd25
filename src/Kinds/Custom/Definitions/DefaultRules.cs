using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom.Definitions;

/// <summary>A default is itself a value that the schema accepts, with all that is in it known.</summary>
internal static class DefaultRules
{
    public static void Check(Place schema)
    {
        var standard = schema["default"];
        if (standard.Exists) Value(schema, standard);
        if (schema["items"].Node.IsObject) Check(schema["items"]);
        if (schema["additionalProperties"].Node.IsObject) Check(schema["additionalProperties"]);
        foreach (var (_, property) in schema["properties"].Entries) Check(property);
    }

    private static void Value(Place schema, Place standard)
    {
        var node = SchemaReader.Read(schema.Node);
        var value = Draft.From(standard.Node);
        var pruning = new Pruning();
        pruning.Value(node, value, FieldPath.Root);
        if (pruning.Unknown.Count > 0) standard.Invalid("must not have unknown fields: " + string.Join(", ", pruning.Unknown));
        Filling.In(node, value);
        var filled = new DraftObject { ["value"] = value }.ToDocument().Root["value"u8];
        foreach (var cause in ValueCheck.Of(node, filled, path: standard.Path)) schema.Add(cause);
    }
}
