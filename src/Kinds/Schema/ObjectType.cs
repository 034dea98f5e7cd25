using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>An object type of the API: its fields as JSON has them, with inline objects laid out flat.</summary>
public sealed class ObjectType(string alias, string name, string schemaName, bool choice = false)
{
    // Made when first asked for: most types are never looked into. Two threads may both make it, to the same effect.
    private Dictionary<string, Field>? byName;
    private WireField[]? wire;
    private ConcurrentDictionary<string, PatchPlace>? places;

    /// <summary>The short name of the group version it belongs to, for example <c>core</c>.</summary>
    public string Alias => alias;
    public string Name => name;

    /// <summary>The name in OpenAPI documents, for example <c>io.k8s.api.apps.v1.Deployment</c>.</summary>
    public string SchemaName => schemaName;
    public string Description { get; private set; } = "";
    public bool Atomic { get; private set; }

    /// <summary>JSON has the value of one field in place of the object.</summary>
    public bool Choice => choice;

    /// <summary>The fields as declared, in the order of the catalogue: what a protobuf codec needs.</summary>
    public ImmutableArray<Field> Declared { get; private set; } = [];

    /// <summary>The fields as JSON has them.</summary>
    public ImmutableArray<Field> Fields { get; private set; } = [];

    /// <summary>The fields that protobuf carries, in the order of their numbers.</summary>
    internal WireField[] Wire => wire ??= [.. Declared.Where(f => f.Number > 0).OrderBy(f => f.Number).Select(f => new WireField(f.Number, Encoding.UTF8.GetBytes(f.Name), f))];

    public Field? Find(string field) => (byName ??= Fields.ToDictionary(f => f.Name, StringComparer.Ordinal)).GetValueOrDefault(field);

    /// <summary>The field that a value of this form is for, where JSON has one of several.</summary>
    internal Field? Chosen(NodeKind value)
    {
        foreach (var field in Declared)
        {
            var fits = field.Type.Shape switch
            {
                FieldShape.Object => value == NodeKind.Object,
                FieldShape.List => value == NodeKind.Array,
                FieldShape.Bool => value is NodeKind.True or NodeKind.False,
                _ => false,
            };
            if (fits) return field;
        }
        return null;
    }

    /// <summary>That field as patches see it; null when there is none.</summary>
    internal PatchPlace? PlaceOf(string field)
    {
        if ((places ??= new(StringComparer.Ordinal)).TryGetValue(field, out var place)) return place;
        return Find(field) is { } found ? places.GetOrAdd(field, new PatchPlace(found.Type, found)) : null;
    }

    public override string ToString() => $"{alias}.{name}";

    // Types refer to each other, so they are made first and filled afterwards; nobody sees one between the two.
    internal void Fill(string description, bool atomic, ImmutableArray<Field> declared)
    {
        Description = description;
        Atomic = atomic;
        Declared = declared;
    }

    internal void Flatten()
    {
        var inline = false;
        foreach (var field in Declared) inline |= field.Inline;
        Fields = inline ? [.. Flat(Declared)] : Declared;
    }

    private static IEnumerable<Field> Flat(IEnumerable<Field> fields) =>
        fields.SelectMany(f => f.Inline ? Flat(f.Type.Object!.Declared) : [f]);
}
