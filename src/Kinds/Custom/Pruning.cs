using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>Takes what a schema does not know out of a value, and brings embedded objects' metadata into form.</summary>
/// <param name="known">A document of the kind: what is untouched of it is in form.</param>
internal sealed class Pruning(Document? known = null)
{
    private readonly List<string> unknown = [];

    public IReadOnlyList<string> Unknown => unknown;

    /// <summary>What stands in metadata although its type is wrong; null when all is well.</summary>
    public string? Error { get; private set; }

    /// <summary>The whole object: its type and metadata are those of every kind.</summary>
    public void Root(SchemaNode schema, DraftObject body)
    {
        Object(schema, body, FieldPath.Root, isResource: true);
        unknown.Sort(StringComparer.Ordinal);
    }

    public void Value(SchemaNode schema, Draft value, FieldPath path)
    {
        if (value.IsAsIn(known)) return;
        if (value is DraftObject nested) Object(schema, nested, path, schema.Embedded);
        else if (value is DraftArray list && schema.Items is { } items)
            for (var i = 0; i < list.Count; i++) Value(items, list[i], path.Item(i));
    }

    private void Object(SchemaNode schema, DraftObject value, FieldPath path, bool isResource)
    {
        HashSet<string>? gone = null;
        foreach (var (name, member) in value)
        {
            if (isResource && name is "apiVersion" or "kind") continue;
            if (isResource && name == "metadata") Metadata(member, path.Field(name));
            else if (schema.Member(name) is { } known) Value(known, member, path.Field(name));
            else if (!schema.KeepsUnknown && !schema.AllowsAdditional) (gone ??= new(StringComparer.Ordinal)).Add(name);
        }
        if (gone is null) return;
        unknown.AddRange(gone.Take(DecodingOutcome.MostTold - unknown.Count).Select(name => path.Field(name).ToString()));
        value.RemoveAll(gone);
    }

    private void Metadata(Draft value, FieldPath path)
    {
        if (value is not DraftObject metadata || value.IsAsIn(known)) return;
        var outcome = Decoding.CheckPart(CustomShape.MetadataType, metadata, path, known);
        Error ??= outcome.Error;
        unknown.AddRange(outcome.UnknownFields);
    }
}
