namespace Timonier.Documents;

/// <summary>How a step leads on; the order is that of sorted field sets.</summary>
public enum FieldStepKind : byte
{
    /// <summary>To the member of that name (<c>f:</c>).</summary>
    Field,

    /// <summary>To the list item with those keys (<c>k:</c>).</summary>
    Key,

    /// <summary>To the item of a set that has this value (<c>v:</c>).</summary>
    Value,

    /// <summary>To the list item at that position (<c>i:</c>).</summary>
    Index,
}
