namespace Timonier.Documents;

public sealed partial class FieldSet
{
    /// <summary>The paths that are in either set.</summary>
    public FieldSet Union(FieldSet other) =>
        IsEmpty ? other : other.IsEmpty || ReferenceEquals(this, other) ? this : Combine(other, static (mine, its) => mine | its, static (a, b) => a.Union(b), mineOnly: true, itsOnly: true);

    /// <summary>The paths that are in both sets.</summary>
    public FieldSet Intersection(FieldSet other) =>
        IsEmpty || other.IsEmpty ? Empty : Combine(other, static (mine, its) => mine & its, static (a, b) => a.Intersection(b), mineOnly: false, itsOnly: false);

    /// <summary>The paths of this set that are not in the other; what lies below a path of the other stays.</summary>
    public FieldSet Difference(FieldSet other) =>
        IsEmpty || other.IsEmpty ? this : Combine(other, static (mine, its) => mine & !its, static (a, b) => a.Difference(b), mineOnly: true, itsOnly: false);

    /// <summary>The paths of this set that are neither in the other nor below one of its paths.</summary>
    public FieldSet Outside(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty) return this;
        var kept = new List<Entry>(entries.Length);
        foreach (var entry in entries)
        {
            var at = other.IndexOf(entry.Step);
            if (at >= 0 && other.entries[at].Owned) continue;
            Keep(kept, entry.Step, entry.Owned, at < 0 ? entry.Below : entry.Below.Outside(other.entries[at].Below));
        }
        return Made(kept);
    }

    /// <summary>The paths that no other path of the set leads beyond.</summary>
    public FieldSet Leaves() => Made([.. entries.Select(e => new Entry(e.Step, e.Owned && e.Below.IsEmpty, e.Below.Leaves()))]);

    /// <summary>
    /// With every field of an object type that paths lead through: to own something in it is to want the field to be there.
    /// </summary>
    internal FieldSet WithNamedFields(IPatchSchema? schema)
    {
        if (IsEmpty) return this;
        var filled = new Entry[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var (step, owned, below) = entries[i];
            var named = step.Kind == FieldStepKind.Field && schema is { Shape: PlaceShape.Struct };
            filled[i] = new Entry(step, owned || named, below.WithNamedFields(At(schema, step)));
        }
        return new FieldSet(filled);
    }

    internal static IPatchSchema? At(IPatchSchema? schema, in FieldStep step) =>
        step.Kind == FieldStepKind.Field ? schema?.Field(step.Name) : schema?.Item;

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> owned, Func<FieldSet, FieldSet, FieldSet> below, bool mineOnly, bool itsOnly)
    {
        var made = new List<Entry>(Math.Max(entries.Length, other.entries.Length));
        var (i, j) = (0, 0);
        while (i < entries.Length && j < other.entries.Length)
        {
            var (mine, its) = (entries[i], other.entries[j]);
            var order = mine.Step.CompareTo(its.Step);
            if (order < 0)
            {
                if (mineOnly) made.Add(mine);
                i++;
            }
            else if (order > 0)
            {
                if (itsOnly) made.Add(its);
                j++;
            }
            else
            {
                Keep(made, mine.Step, owned(mine.Owned, its.Owned), below(mine.Below, its.Below));
                i++;
                j++;
            }
        }
        if (mineOnly) made.AddRange(entries.AsSpan(i));
        if (itsOnly) made.AddRange(other.entries.AsSpan(j));
        return Made(made);
    }

    private static void Keep(List<Entry> list, in FieldStep step, bool owned, FieldSet below)
    {
        if (owned || !below.IsEmpty) list.Add(new Entry(step, owned, below));
    }

    private static FieldSet Made(List<Entry> entries) => entries.Count == 0 ? Empty : new FieldSet([.. entries]);

    /// <summary>Collects one level of a set in any order; a step that comes twice is united.</summary>
    internal sealed class Builder
    {
        private List<Entry>? collected;

        public void Add(in FieldStep step, bool owned, FieldSet below)
        {
            if (owned || !below.IsEmpty) (collected ??= []).Add(new Entry(step, owned, below));
        }

        public FieldSet Build()
        {
            if (collected is null) return Empty;
            collected.Sort(static (a, b) => a.Step.CompareTo(b.Step));
            var kept = 0;
            for (var i = 1; i < collected.Count; i++)
            {
                var (last, next) = (collected[kept], collected[i]);
                if (last.Step == next.Step) collected[kept] = new Entry(last.Step, last.Owned | next.Owned, last.Below.Union(next.Below));
                else collected[++kept] = next;
            }
            return new FieldSet([.. collected.Take(kept + 1)]);
        }
    }
}
