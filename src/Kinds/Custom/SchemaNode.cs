using System.Collections.Frozen;
using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>One place of a structural schema: what stands there, and what is within.</summary>
internal sealed class SchemaNode
{
    /// <summary>object, array, string, integer, number, boolean; empty where a value may be of several types.</summary>
    public string Type { get; init; } = "";
    public string Format { get; init; } = "";
    public bool Nullable { get; init; }
    public bool KeepsUnknown { get; init; }

    /// <summary>The value is an object of the API with a kind and metadata of its own.</summary>
    public bool Embedded { get; init; }
    public bool IntOrString { get; init; }
    public ListShape List { get; init; }
    public bool AtomicMap { get; init; }
    public ImmutableArray<string> ListKeys { get; init; } = [];
    public FrozenDictionary<string, SchemaNode> Properties { get; init; } = FrozenDictionary<string, SchemaNode>.Empty;
    public SchemaNode? Items { get; init; }

    /// <summary>What members of other names are.</summary>
    public SchemaNode? Additional { get; init; }

    /// <summary>Members of other names may be there: said by <c>additionalProperties: true</c> or by their schema.</summary>
    public bool AllowsAdditional { get; init; }
    public Draft? Default { get; init; }

    /// <summary>What values must fulfil; null where nothing is said.</summary>
    public SchemaLimits? Limits { get; init; }
    public ImmutableArray<SchemaRule> Rules { get; init; } = [];

    /// <summary>Whether some place at or below this one fills in a value.</summary>
    public bool HasDefaults { get; init; }

    public SchemaNode? Member(string name) => Properties.TryGetValue(name, out var found) ? found : Additional;
}
