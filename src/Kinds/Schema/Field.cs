using System.Collections.Immutable;

namespace Timonier.Kinds;

/// <summary>One field of an object type.</summary>
public sealed record Field(string Name, int Number, FieldType Type)
{
    /// <summary>The object's fields stand in the object around it; only protobuf sees it as a message of its own.</summary>
    public bool Inline { get; init; }
    public bool Required { get; init; }

    /// <summary>Upstream writes the field even when it is empty.</summary>
    public bool Always { get; init; }

    /// <summary>The constant default as JSON text; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>A constant default that OpenAPI documents do not show, as JSON text; null when there is none.</summary>
    public string? Fill { get; init; }
    public ImmutableArray<string> Enum { get; init; } = [];
    public ListShape List { get; init; }
    public ImmutableArray<string> MapKeys { get; init; } = [];

    /// <summary>A strategic merge patch merges the list or map instead of replacing it.</summary>
    public bool Merge { get; init; }

    /// <summary>The field by which a strategic merge patch pairs the items; empty for a list of scalars.</summary>
    public string MergeKey { get; init; } = "";

    /// <summary>A strategic merge patch may name the keys to keep ($retainKeys).</summary>
    public bool RetainKeys { get; init; }
    public string Description { get; init; } = "";
}
