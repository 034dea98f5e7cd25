using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

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
    public bool Namespaced { get; init; }

    /// <summary>False for a kind that is known, and may be decoded, but is not offered under a URL.</summary>
    public bool Served { get; init; } = true;

    /// <summary>The apiVersion in whose form its objects are stored; null when that is its own.</summary>
    public string? StoredAs { get; init; }

    /// <summary>Bodies of it may name any group version, as DeleteOptions do.</summary>
    public bool Shared { get; init; }
    public ImmutableArray<string> ShortNames { get; init; } = [];
    public ImmutableArray<string> Categories { get; init; } = [];
    public ImmutableArray<string> Verbs { get; init; } = [];
    public ImmutableArray<Subresource> Subresources { get; init; } = [];
    public WriteRules Writes { get; init; } = new();

    public string ListName => Name + "List";
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>How patches and server-side apply see objects of this kind.</summary>
    public IPatchSchema Patching => patching ??= new PatchPlace(new FieldType(FieldShape.Object) { Object = Schema });
    public ResourceName Resource => new(Group, Version, Plural);

    /// <summary>A status that nobody has reported on yet.</summary>
    public DraftObject NewStatus()
    {
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
