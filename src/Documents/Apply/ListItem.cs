namespace Timonier.Documents;

/// <summary>An item of a list and what leads to it; items that share its keys come as <see cref="Repeats"/>.</summary>
internal readonly record struct ListItem(FieldStep Step, Draft Value, Draft[] Repeats)
{
    public bool SameAs(in ListItem other) =>
        Draft.DeepEquals(Value, other.Value) && Repeats.Length == other.Repeats.Length && Repeats.Zip(other.Repeats).All(p => Draft.DeepEquals(p.First, p.Second));
}
