using Timonier.Kernel;

namespace Timonier.Documents;

/// <summary>
/// Keeps book of who owns the fields of one kind, as written through one subresource in one version.
/// Files by duty: this one and updates, apply, last-applied.
/// </summary>
public sealed partial class FieldTracker
{
    private const string BeforeFirstApply = "before-first-apply";

    // Identity and what the server keeps itself belong to nobody.
    private static readonly FieldSet Unowned = new[] { "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion" }
        .Aggregate(FieldSet.Of("apiVersion").Union(FieldSet.Of("kind")).Union(FieldSet.Of("metadata")), (set, name) => set.Union(FieldSet.Of("metadata", name)));

    public required string ApiVersion { get; init; }
    public required IPatchSchema Schema { get; init; }
    public string Subresource { get; init; } = "";

    /// <summary>What a write through this subresource does not change whatever it says, for example status.</summary>
    public FieldSet Ignored { get; init; } = FieldSet.Empty;

    /// <summary>The object before it is created: what is there without anybody having said so.</summary>
    public DraftObject Blank { get; init; } = [];
    public IFieldVersions? Versions { get; init; }

    /// <summary>The owners after a create or an update; both objects without their managedFields.</summary>
    public ManagedFields Update(DraftObject before, DraftObject after, ManagedFields managed, string manager, DateTimeOffset now)
    {
        managed = Known(managed);
        var changes = FieldComparison.Compare(Schema, before, after).Outside(Ignored);
        if (changes.IsEmpty) return managed.Capped();
        var views = new Dictionary<string, FieldChanges?>(StringComparer.Ordinal) { [ApiVersion] = changes };
        var id = ManagerId.Updater(manager, ApiVersion, Subresource);
        var owners = Released(managed, except: id, views, before, after);
        var taken = changes.Written.Difference(Unowned);
        var previous = managed.Find(id);
        if (previous is null) return taken.IsEmpty ? owners.Capped() : owners.With(new ManagedEntry(id, ApiVersion, ApiTime.Seconds(now), taken)).Capped();
        // Who writes the same fields again and again keeps its set, which is then not even read.
        if (previous.Meets(changes.Removed) || !previous.Covers(taken))
            previous = previous.With(previous.Fields.Difference(changes.Removed).Union(taken));
        return owners.With(taken.IsEmpty ? previous : previous.At(ApiTime.Seconds(now))).Capped();
    }

    // Whoever wrote in a version that is gone owns nothing any more: nobody can tell what its fields were.
    private ManagedFields Known(ManagedFields managed, ManagerId? except = null)
    {
        return managed.Entries.All(IsKnown) ? managed : ManagedFields.Of(managed.Entries.Where(IsKnown));

        bool IsKnown(ManagedEntry entry) => entry.ApiVersion == ApiVersion || entry.Id == except || Versions?.Schema(entry.ApiVersion) is not null;
    }

    /// <summary>The entries without what the change took from them; an entry in a version that is gone goes too.</summary>
    private ManagedFields Released(ManagedFields managed, ManagerId except, Dictionary<string, FieldChanges?> views, DraftObject before, DraftObject after)
    {
        var kept = new List<ManagedEntry>(managed.Entries.Length);
        foreach (var entry in managed.Entries)
        {
            if (entry.Id == except)
            {
                kept.Add(entry);
                continue;
            }
            if (ViewOf(views, entry.ApiVersion, before, after) is not { } changes) continue;
            var lost = changes.Written.Union(changes.Removed);
            if (!entry.Meets(lost)) kept.Add(entry);
            else if (entry.Fields.Difference(lost) is { IsEmpty: false } rest) kept.Add(entry.With(rest));
        }
        return ManagedFields.Of(kept);
    }

    /// <summary>The change in the words of another version; null when there is no such version.</summary>
    private FieldChanges? ViewOf(Dictionary<string, FieldChanges?> views, string version, DraftObject before, DraftObject after)
    {
        if (views.TryGetValue(version, out var known)) return known;
        var changes = Versions?.Schema(version) is { } schema
            ? FieldComparison.Compare(schema, Versions.Convert(before, version), Versions.Convert(after, version)).Outside(Ignored)
            : null;
        return views[version] = changes;
    }
}
