namespace Timonier.Documents;

/// <summary>What differs between two versions of an object.</summary>
public sealed record FieldChanges(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    public static FieldChanges None { get; } = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);

    /// <summary>What the new version says otherwise than the old one.</summary>
    public FieldSet Written { get; } = Added.Union(Modified);

    public bool IsEmpty => Written.IsEmpty && Removed.IsEmpty;

    public FieldChanges Outside(FieldSet ignored) =>
        ignored.IsEmpty || IsEmpty ? this : new FieldChanges(Added.Outside(ignored), Modified.Outside(ignored), Removed.Outside(ignored));
}
