using Timonier.Kernel;

namespace Timonier.Documents;

public sealed partial class FieldTracker
{
    /// <summary>
    /// Applies a configuration to the live object (null: there is none yet). The configuration has passed
    /// <see cref="ConfigCheck"/>; the outcome shares parts of both.
    /// </summary>
    public ApplyOutcome Apply(DraftObject? live, DraftObject config, string manager, bool force, DateTimeOffset now)
    {
        var managed = live is null ? ManagedFields.Empty : ManagedFields.OfLive(live);
        var before = live is null ? [] : ManagedFields.Without(live);
        // What nobody has kept book of so far belongs to whoever came before.
        if (live is not null && managed.IsEmpty) managed = Update(Blank, before, managed, BeforeFirstApply, now);

        var outcome = ApplyOnce(before, config, managed, manager, force, now);
        if (manager != LastApplied.Applier) return outcome;
        if (outcome.Conflicts.Count > 0)
        {
            var inherited = LastApplied.Unchanged(Schema, ApiVersion, before);
            var left = outcome.Conflicts.Where(c => !inherited.Contains(c.Path)).ToList();
            if (left.Count > 0) return ApplyOutcome.Refused(left);
            outcome = ApplyOnce(before, config, managed, manager, force: true, now);
        }
        LastApplied.Refresh(outcome.Body!, config);
        return outcome;
    }

    private ApplyOutcome ApplyOnce(DraftObject before, DraftObject config, ManagedFields managed, string manager, bool force, DateTimeOffset now)
    {
        // 1 lay the configuration over the object, and take out what was applied before and is not any more
        var id = ManagerId.Applier(manager, Subresource);
        managed = Known(managed, except: id);
        var last = managed.Find(id);
        var applied = FieldExtraction.Extract(Schema, config).Outside(Ignored);
        var owned = applied.Difference(Unowned);
        // Who applies the same fields again and again, whatever their values, leaves none of them behind.
        var again = last is not null && last.ApiVersion == ApiVersion && last.Says(owned);
        var merged = ConfigMerge.Merge(Schema, before, config);
        var after = last is null || again ? merged : Pruned(merged, last, managed.With(new ManagedEntry(id, ApiVersion, null, applied)));

        // 2 who else owns what that changes
        var changes = FieldComparison.Compare(Schema, before, after).Outside(Ignored);
        var views = new Dictionary<string, FieldChanges?>(StringComparer.Ordinal) { [ApiVersion] = changes };
        if (!force && Conflicts(managed, id, views, before, after) is { Count: > 0 } conflicts) return ApplyOutcome.Refused(conflicts);

        // 3 the new owners; equal values are owned together
        var owners = changes.IsEmpty ? managed : Released(managed, id, views, before, after);
        if (again && changes.IsEmpty) return new ApplyOutcome(after, owners, []);
        var time = ApiTime.Seconds(now);
        owners = owners.With(again ? last!.At(time) : new ManagedEntry(id, ApiVersion, time, owned));
        return new ApplyOutcome(after, owners, []);
    }

    private List<FieldConflict> Conflicts(ManagedFields managed, ManagerId applier, Dictionary<string, FieldChanges?> views, DraftObject before, DraftObject after)
    {
        var found = new List<FieldConflict>();
        foreach (var entry in managed.Entries.Where(e => e.Id != applier).OrderBy(e => e.Id))
        {
            if (ViewOf(views, entry.ApiVersion, before, after) is not { } changes || !entry.Meets(changes.Written)) continue;
            foreach (var path in entry.Fields.Intersection(changes.Written).Paths()) found.Add(new FieldConflict(entry.Id, FieldSet.PathText(path)));
        }
        return found;
    }

    private DraftObject Pruned(DraftObject merged, ManagedEntry last, ManagedFields owners)
    {
        if (last.Fields.IsEmpty) return merged;
        // The version in which the applier last spoke may have gone: then nothing can be concluded from it.
        if (last.ApiVersion != ApiVersion && Versions?.Schema(last.ApiVersion) is null) return merged;
        var pruned = InVersion(last.ApiVersion, merged, merged, (schema, value, _) => FieldRemoval.Remove(schema, value, last.Fields, OwnedIn(owners, last.ApiVersion)));
        foreach (var version in owners.Entries.Select(e => e.ApiVersion).Distinct(StringComparer.Ordinal))
        {
            if (version == last.ApiVersion || (version != ApiVersion && Versions?.Schema(version) is null)) continue;
            pruned = InVersion(version, merged, pruned, (schema, whole, less) =>
                FieldRemoval.Remove(schema, whole, FieldComparison.Compare(schema, whole, less).Removed, OwnedIn(owners, version)));
        }
        return pruned;
    }

    private DraftObject InVersion(string version, DraftObject whole, DraftObject less, Func<IPatchSchema, DraftObject, DraftObject, DraftObject> change)
    {
        if (version == ApiVersion) return change(Schema, whole, less);
        var changed = change(Versions!.Schema(version)!, Versions.Convert(whole, version), Versions.Convert(less, version));
        return Versions.Convert(changed, ApiVersion);
    }

    private static FieldSet OwnedIn(ManagedFields owners, string version) =>
        owners.Entries.Where(e => e.ApiVersion == version).Aggregate(FieldSet.Empty, (set, e) => set.Union(e.Fields));
}
