using System.Collections.Immutable;

namespace Timonier.Documents;

/// <summary>Which manager owns which fields of one object: <c>metadata.managedFields</c>.</summary>
public sealed class ManagedFields
{
    /// <summary>More updaters than this are united, the oldest first; appliers are never.</summary>
    public const int MaxUpdaters = 10;

    private const string United = "ancient-changes";
    private const string Member = "managedFields";

    private ManagedFields(ImmutableArray<ManagedEntry> entries) => Entries = entries;

    public static ManagedFields Empty { get; } = new([]);

    public ImmutableArray<ManagedEntry> Entries { get; }
    public bool IsEmpty => Entries.IsEmpty;

    public static ManagedFields Of(IEnumerable<ManagedEntry> entries) => new([.. entries]);

    /// <summary>What a stored object says; nothing when it cannot be read.</summary>
    public static ManagedFields OfLive(DraftObject live) => TryRead(live.Object("metadata")[Member]) ?? Empty;

    /// <summary>
    /// What holds for a write: the list of the request when it has a good one, else that of the live object, since
    /// clients that know nothing of it leave it out. An empty list, or one empty entry, asks to forget everything.
    /// </summary>
    public static ManagedFields OfRequest(DraftObject live, DraftObject request)
    {
        var said = request.Object("metadata")[Member];
        if (said is DraftArray { Count: 0 } or DraftArray { Count: 1 } and [DraftObject { Count: 0 }]) return Empty;
        var before = live.Object("metadata")[Member];
        if (said is null || Draft.DeepEquals(said, before)) return OfLive(live);
        return TryRead(said, whole: true) is { IsEmpty: false } read ? read : OfLive(live);
    }

    public ManagedEntry? Find(ManagerId id) => Entries.FirstOrDefault(e => e.Id == id);

    /// <summary>With this entry in place of the one of the same manager; without it when it owns nothing.</summary>
    public ManagedFields With(ManagedEntry entry)
    {
        var others = Entries.RemoveAll(e => e.Id == entry.Id);
        return new ManagedFields(entry.IsEmpty ? others : others.Add(entry));
    }

    /// <summary>The oldest updaters of each version united until few enough are left.</summary>
    public ManagedFields Capped()
    {
        var left = Entries.Count(e => !e.Id.Applies);
        if (left <= MaxUpdaters) return this;
        var result = this;
        var first = new Dictionary<string, ManagedEntry>(StringComparer.Ordinal);
        foreach (var entry in Entries.Where(e => !e.Id.Applies).OrderBy(e => e.Time ?? "", StringComparer.Ordinal).ThenBy(e => e.Id))
        {
            if (left <= MaxUpdaters) break;
            if (!first.TryGetValue(entry.ApiVersion, out var older))
            {
                first[entry.ApiVersion] = entry;
                continue;
            }
            var id = ManagerId.Updater(United, entry.ApiVersion);
            var fields = older.Fields.Union(entry.Fields).Union(result.Find(id)?.Fields ?? FieldSet.Empty);
            var bucket = new ManagedEntry(id, entry.ApiVersion, entry.Time, fields);
            result = new ManagedFields(result.Entries.RemoveAll(e => e.Id == older.Id || e.Id == entry.Id)).With(bucket);
            first[entry.ApiVersion] = bucket;
            left = result.Entries.Count(e => !e.Id.Applies);
        }
        return result;
    }

    /// <summary>Writes the list into an object, or takes it out when there is nothing to say.</summary>
    public void WriteTo(DraftObject body) => body.Object("metadata")[Member] = IsEmpty ? null : new DraftArray(Sorted().Select(e => e.ToDraft()));

    /// <summary>The object without its list; it shares everything else.</summary>
    public static DraftObject Without(DraftObject live)
    {
        var copy = Less(live, "metadata");
        copy["metadata"] = Less(live.Object("metadata"), Member);
        return copy;
    }

    /// <summary>Whether two versions of an object say the same, apart from when managers wrote it: then there is nothing to write.</summary>
    public static bool SameButForTimes(DraftObject left, DraftObject right) =>
        Draft.DeepEquals(Less(left, "metadata"), Less(right, "metadata"))
        && Draft.DeepEquals(Less(left.Object("metadata"), Member), Less(right.Object("metadata"), Member))
        && (left.Object("metadata")[Member], right.Object("metadata")[Member]) switch
        {
            (DraftArray a, DraftArray b) => a.Count == b.Count && a.Zip(b).All(p => Draft.DeepEquals(Less((DraftObject)p.First, "time"), Less((DraftObject)p.Second, "time"))),
            var (a, b) => Draft.DeepEquals(a, b),
        };

    private static DraftObject Less(DraftObject value, string member)
    {
        var copy = new DraftObject();
        foreach (var (name, inside) in value)
            if (name != member) copy[name] = inside;
        return copy;
    }

    // Appliers first, then by time; the rest only makes the order certain.
    private IEnumerable<ManagedEntry> Sorted() => Entries.OrderByDescending(e => e.Id.Applies).ThenBy(e => e.Time ?? "", StringComparer.Ordinal)
        .ThenBy(e => e.Id.Name, StringComparer.Ordinal).ThenBy(e => e.ApiVersion, StringComparer.Ordinal).ThenBy(e => e.Id.Subresource, StringComparer.Ordinal);

    // Stored sets were written by us; only what a client sent is read as a whole at once.
    private static ManagedFields? TryRead(Draft? list, bool whole = false)
    {
        if (list is not DraftArray items) return null;
        try
        {
            var byId = new Dictionary<ManagerId, ManagedEntry>(items.Count);
            foreach (var item in items)
            {
                var entry = ManagedEntry.Read(item);
                if (whole) _ = entry.Fields;
                byId[entry.Id] = entry;
            }
            return Of(byId.Values);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
