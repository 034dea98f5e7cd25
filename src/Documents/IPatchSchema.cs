namespace Timonier.Documents;

/// <summary>What a strategic merge patch must know about one place of an object.</summary>
public interface IPatchSchema
{
    /// <summary>The place of that member of an object or map; null when the kind has no such field.</summary>
    IPatchSchema? Field(string name);

    /// <summary>The place of each item of a list; null for anything that is not a list.</summary>
    IPatchSchema? Item { get; }

    /// <summary>The list or map is merged (patch strategy "merge"); otherwise a list is replaced.</summary>
    bool Merges { get; }

    /// <summary>The field by which items of a merged list are paired; empty for a list of scalars.</summary>
    string MergeKey { get; }

    /// <summary>Only the keys that the patch names stay (patch strategy "retainKeys").</summary>
    bool RetainsKeys { get; }
}
