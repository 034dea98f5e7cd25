namespace Timonier.Documents;

/// <summary>What patches and server-side apply must know about one place of an object, whoever defined its kind.</summary>
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

    PlaceShape Shape { get; }

    /// <summary>Apply takes the object, map or list as one value with one owner.</summary>
    bool Atomic { get; }

    /// <summary>The fields that tell the items of a list apart; none for a set, whose items are their own keys.</summary>
    IReadOnlyList<string> Keys { get; }

    /// <summary>The constant default of the field at this place, which a key takes when an item leaves it out.</summary>
    Draft? Default { get; }
}
