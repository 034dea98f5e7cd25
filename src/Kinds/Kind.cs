using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Custom;

namespace Timonier.Kinds;

/// <summary>Everything the server knows about a kind; data, whether it comes from the catalogue or from elsewhere.</summary>
public sealed class Kind
{
    private PatchPlace? patching;
    private DraftObject? status;

    public required string Group { get; init; }
    public required string Version { get; init; }
    public required string Name { get; init; }

    /// <summary>The name in URLs; empty for a kind that is only ever a body, as Eviction or Status.</summary>
    public required string Plural { get; init; }
    public required string Singular { get; init; }
    public required ObjectType Schema { get; init; }

    /// <summary>The form of a custom kind's objects; null for a kind of the catalogue.</summary>
    public CustomShape? Custom { get; init; }
    public bool Namespaced { get; init; }

    /// <summary>False for a kind that is known, and may be decoded, but is not offered under a URL.</summary>
    public bool Served { get; init; } = true;

    /// <summary>The apiVersion in whose form its objects are stored; null when that is its own.</summary>
    public string? StoredAs { get; init; }

    /// <summary>The apiVersion in whose form new objects are stored.</summary>
    public string StorageVersion
    {
        get => field ?? StoredAs ?? ApiVersion;
        init;
    }

    /// <summary>Bodies of it may name any group version, as DeleteOptions do.</summary>
    public bool Shared { get; init; }
    public ImmutableArray<string> ShortNames { get; init; } = [];
    public ImmutableArray<string> Categories { get; init; } = [];
    public ImmutableArray<string> Verbs { get; init; } = [];
    public ImmutableArray<Subresource> Subresources { get; init; } = [];
    public WriteRules Writes { get; init; } = new();
    public ScalePaths Scale { get; init; } = ScalePaths.BuiltIn;

    /// <summary>Fields, besides name and namespace, by which the objects of a custom kind can be selected.</summary>
    public ImmutableArray<string> SelectableFields { get; init; } = [];

    /// <summary>What users of the version are warned with; null for nothing.</summary>
    public string? Deprecation { get; init; }

    public string ListName
    {
        get => field ?? Name + "List";
        init;
    }
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>How patches and server-side apply see objects of this kind.</summary>
    public IPatchSchema Patching => Custom?.Patching ?? (patching ??= new PatchPlace(new FieldType(FieldShape.Object) { Object = Schema }));
    public ResourceName Resource => new(Group, Version, Plural);

    /// <summary>A status that nobody has reported on yet; null for a custom kind, which has none then.</summary>
    public DraftObject? NewStatus()
    {
        if (Custom is not null) return null;
        if (status is null)
        {
            var blank = new DraftObject();
            Defaulting.Apply(this, blank);
            status = blank.Object("status");
        }
        return status.CloneObject();
    }

    public bool Allows(string verb) => Verbs.Contains(verb);

    public Subresource? Subresource(string name) => Subresources.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal));

    public override string ToString() => $"{ApiVersion} {Name}";
}
