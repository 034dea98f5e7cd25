using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>The form of a custom kind's objects: what the catalogue says of a built-in kind, a definition says here.</summary>
public sealed class CustomShape
{
    private readonly CustomColumns columns;

    internal CustomShape(Document definition, Node version)
    {
        Definition = definition;
        Version = version;
        Schema = SchemaReader.Read(version["schema"u8]["openAPIV3Schema"u8]);
        Patching = new CustomPlace(Schema, isRoot: true);
        columns = new CustomColumns(version["additionalPrinterColumns"u8]);
    }

    /// <summary>The definition as it was when this shape was made.</summary>
    public Document Definition { get; }

    /// <summary>The entry of this version in the definition.</summary>
    public Node Version { get; }

    public ImmutableArray<TableColumn> Columns => columns.Columns;

    /// <summary>Whether objects are told to have another form by a webhook; otherwise only their apiVersion changes.</summary>
    public bool IsConvertedByWebhook => Definition.Spec["conversion"u8]["strategy"u8].TextEquals("Webhook"u8);

    internal static ObjectType MetadataType { get; } = KindCatalogue.BuiltIn.FindType("meta.ObjectMeta")!;
    internal static IPatchSchema MetadataPlace { get; } = new PatchPlace(new FieldType(FieldShape.Object) { Object = MetadataType });
    internal SchemaNode Schema { get; }
    internal IPatchSchema Patching { get; }

    public DraftArray Cells(Document document, DateTimeOffset now) => columns.Cells(document, now);

    /// <summary>Prunes in place, as <see cref="Decoding.Check"/> does.</summary>
    internal DecodingOutcome Check(DraftObject body, Document? known = null)
    {
        var pruning = new Pruning(known);
        pruning.Root(Schema, body);
        return new DecodingOutcome(pruning.Error, pruning.Unknown);
    }

    internal void Fill(DraftObject body, Document? known = null) => Filling.In(Schema, body, known);

    /// <summary>Brings a stored object into today's form: the schema may know less, or fill in more, than when it was written.</summary>
    public void Refresh(DraftObject stored)
    {
        Check(stored);
        Fill(stored);
    }

    internal IReadOnlyList<StatusCause> Validate(Kind kind, Document now, Document? old)
    {
        var found = new List<StatusCause>();
        var root = new Place(found, "", now.Root, old?.Root ?? default, old is not null);
        Validation.Metadata(root["metadata"], new KindRules(kind.Group, kind.Name), kind.Namespaced, now, old);
        found.AddRange(ValueCheck.Of(Schema, now.Root, root.Old));
        EmbeddedCheck.Within(Schema, now.Root, "", found);
        // An object that has had such a list before may keep it.
        if (ListCheck.Of(Schema, now.Root) is { Count: > 0 } repeated && (old is null || ListCheck.Of(Schema, old.Root).Count == 0)) found.AddRange(repeated);
        if (kind.Subresource("scale") is not null) Replicas(kind.Scale, root);
        return found;
    }

    private static void Replicas(ScalePaths paths, Place root)
    {
        foreach (var path in (string[])[paths.Wanted, paths.Present])
        {
            var replicas = root.At(path);
            if (replicas.Number < 0) replicas.Invalid("should be a non-negative integer");
            else if (replicas.Number > int.MaxValue) replicas.Invalid($"should be less than or equal to {int.MaxValue}");
        }
    }
}
