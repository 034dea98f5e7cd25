namespace Timonier.Kernel;

/// <summary>One condition of a field selector: the field equals the value, or (<see cref="Negated"/>) it does not.</summary>
public sealed record FieldRequirement(string Field, string Value, bool Negated)
{
    public bool Matches(string value) => (value == Value) != Negated;

    public override string ToString() => $"{Field}{(Negated ? "!=" : "=")}{FieldSelector.Escape(Value)}";
}
