namespace Timonier.Documents;

/// <summary>
/// An immutable set of paths into an object: what a manager owns, or what a write changed. A tree of sorted
/// steps; a step may be in the set itself, have paths below it, or both. Files by duty: this one, operations, text.
/// </summary>
public sealed partial class FieldSet : IEquatable<FieldSet>
{
    private readonly Entry[] entries;

    private FieldSet(Entry[] entries) => this.entries = entries;

    public static FieldSet Empty { get; } = new([]);

    public bool IsEmpty => entries.Length == 0;

    /// <summary>Whether the place that this one step leads to is in the set.</summary>
    public bool Owns(in FieldStep step) => IndexOf(step) is >= 0 and var at && entries[at].Owned;

    /// <summary>What is in the set behind that step.</summary>
    public FieldSet Below(in FieldStep step) => IndexOf(step) is >= 0 and var at ? entries[at].Below : Empty;

    /// <summary>A path of fields only: <c>Of("spec", "replicas")</c>.</summary>
    public static FieldSet Of(params ReadOnlySpan<string> fields)
    {
        var set = Empty;
        for (var i = fields.Length - 1; i >= 0; i--) set = new FieldSet([new Entry(FieldStep.Field(fields[i]), i == fields.Length - 1, set)]);
        return set;
    }

    public bool Has(params ReadOnlySpan<FieldStep> path) =>
        path.Length > 0 && (path.Length == 1 ? Owns(path[0]) : Below(path[0]).Has(path[1..]));

    /// <summary>Every path, those that end at one level before those that lead deeper.</summary>
    public IEnumerable<FieldStep[]> Paths() => Paths([]);

    public static string PathText(IEnumerable<FieldStep> path) => string.Concat(path.Select(s => s.ToString()));

    public bool Equals(FieldSet? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || entries.Length != other.entries.Length) return false;
        for (var i = 0; i < entries.Length; i++)
        {
            var (mine, its) = (entries[i], other.entries[i]);
            if (mine.Owned != its.Owned || mine.Step != its.Step || !mine.Below.Equals(its.Below)) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode() => entries.Aggregate(entries.Length, (hash, e) => HashCode.Combine(hash, e.Step, e.Owned));

    private IEnumerable<FieldStep[]> Paths(FieldStep[] prefix) =>
        entries.Where(e => e.Owned).Select(e => (FieldStep[])[.. prefix, e.Step])
            .Concat(entries.SelectMany(e => e.Below.Paths([.. prefix, e.Step])));

    private int IndexOf(in FieldStep step)
    {
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = entries[middle].Step.CompareTo(step);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }

    private readonly record struct Entry(FieldStep Step, bool Owned, FieldSet Below);
}
