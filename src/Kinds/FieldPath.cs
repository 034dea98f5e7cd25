using System.Globalization;

namespace Timonier.Kinds;

/// <summary>The way to a value, step by step; put into words only when there is something to say about the value.</summary>
internal sealed class FieldPath
{
    private readonly FieldPath? outer;
    private readonly string? name;
    private readonly int position;
    private readonly bool isField;

    private FieldPath(FieldPath? outer, string? name, int position, bool isField) => (this.outer, this.name, this.position, this.isField) = (outer, name, position, isField);

    public static FieldPath Root { get; } = new(null, "", 0, isField: true);

    /// <summary>A way that is in words already.</summary>
    public static FieldPath Of(string words) => words.Length == 0 ? Root : new(null, words, 0, isField: true);

    public FieldPath Field(string field) => new(this, field, 0, isField: true);

    /// <summary>The value at a key of a map: <c>annotations[key]</c>.</summary>
    public FieldPath Key(string key) => new(this, key, 0, isField: false);

    public FieldPath Item(int index) => new(this, null, index, isField: false);

    public override string ToString()
    {
        if (outer is null) return name!;
        var before = outer.ToString();
        if (!isField) return $"{before}[{name ?? position.ToString(CultureInfo.InvariantCulture)}]";
        return before.Length == 0 ? name! : $"{before}.{name}";
    }
}
