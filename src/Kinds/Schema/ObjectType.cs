using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>An object type of the API: its fields as JSON has them, with inline objects laid out flat.</summary>
public sealed class ObjectType
{
    private readonly Func<Content> read;

    // Made when first asked for: most types are never looked into. Two threads may both make them; the first counts.
    private Content? content;
    private Dictionary<string, Field>? byName;
    private WireField[]? wire;
    private ConcurrentDictionary<string, PatchPlace>? places;

    internal ObjectType(string alias, string name, string schemaName, bool atomic, bool choice, Func<Content> read)
    {
        (Alias, Name, SchemaName, Atomic, Choice) = (alias, name, schemaName, atomic, choice);
        this.read = read;
    }

    /// <summary>The short name of the group version it belongs to, for example <c>core</c>.</summary>
    public string Alias { get; }
    public string Name { get; }

    /// <summary>The name in OpenAPI documents, for example <c>io.k8s.api.apps.v1.Deployment</c>.</summary>
    public string SchemaName { get; }
    public string Description => Inside.Description;
    public bool Atomic { get; }

    /// <summary>JSON has the value of one field in place of the object.</summary>
    public bool Choice { get; }

    /// <summary>The fields as declared, in the order of the catalogue: what a protobuf codec needs.</summary>
    public ImmutableArray<Field> Declared => Inside.Declared;

    /// <summary>The fields as JSON has them.</summary>
    public ImmutableArray<Field> Fields => Inside.Fields;

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

    public override string ToString() => $"{Alias}.{Name}";

    private Content Inside => content ?? Interlocked.CompareExchange(ref content, read(), null) ?? content;

    private static ImmutableArray<Field> Flattened(ImmutableArray<Field> declared) => declared.Any(f => f.Inline) ? [.. Flat(declared)] : declared;

    private static IEnumerable<Field> Flat(IEnumerable<Field> fields) =>
        fields.SelectMany(f => f.Inline ? Flat(f.Type.Object!.Declared) : [f]);

    /// <summary>What stands within a type. Types refer to each other, so it is read after all of them are made.</summary>
    internal sealed class Content(string description, ImmutableArray<Field> declared)
    {
        private ImmutableArray<Field> fields;

        public string Description => description;
        public ImmutableArray<Field> Declared => declared;
        public ImmutableArray<Field> Fields => fields.IsDefault ? fields = Flattened(declared) : fields;
    }
}
