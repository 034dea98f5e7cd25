using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>
/// What the server itself sets or keeps on a write, after admission and before validation. The same for every kind,
/// by the words that stand at it in the catalogue; what those cannot say is in <see cref="OwnFields"/>.
/// </summary>
internal static class Strategy
{
    public static bool HasStatus(Kind kind) => kind.Subresource("status") is not null;

    /// <summary>What a write through that subresource leaves as it is, whatever it says: nobody comes to own it so.</summary>
    public static FieldSet Untouched(Kind kind, string subresource) => subresource switch
    {
        "status" when kind.Writes.StatusAlone => FieldSet.Of("spec").Union(FieldSet.Of("metadata")),
        "status" => kind.Writes.StatusKeeps.Aggregate(FieldSet.Of("spec"), (fields, name) => fields.Union(FieldSet.Of("metadata", name))),
        _ => HasStatus(kind) ? FieldSet.Of("status") : FieldSet.Empty,
    };

    public static void PrepareCreate(Kind kind, DraftObject body, in WriteOccasion occasion)
    {
        if (kind.Writes.Generation != GenerationRule.None) body.Object("metadata")["generation"] = 1;
        if (HasStatus(kind) && !kind.Writes.StatusOnCreate) body["status"] = kind.NewStatus();
        OwnFields.Set(kind, body, before: null, occasion);
    }

    public static void PrepareUpdate(Kind kind, DraftObject body, Document old, in WriteOccasion occasion)
    {
        var before = DraftObject.Over(old);
        switch (occasion.Subresource)
        {
            case "ephemeralcontainers":
                PodParts.KeepAllBut(body, before, PodParts.TakeEphemeralContainers);
                break;
            case "resize":
                PodParts.KeepAllBut(body, before, PodParts.TakeResources);
                break;
            case "finalize":
                var wanted = body.Object("spec")["finalizers"];
                body["spec"] = before["spec"]?.Clone();
                body.Object("spec")["finalizers"] = wanted;
                break;
            case "status" when kind.Writes.StatusAlone:
                foreach (var name in body.Names.Union(before.Names, StringComparer.Ordinal).ToList())
                    if (name is not ("status" or "metadata")) body[name] = before[name];
                var owners = body.Object("metadata")["managedFields"];
                body["metadata"] = before["metadata"]?.Clone();
                body.Object("metadata")["managedFields"] = owners;
                return;
            case "status" or "approval":
                KeepAllButStatus(kind, body, before);
                OwnFields.Set(kind, body, before, occasion);
                return;
            default:
                break;
        }
        if (HasStatus(kind)) body["status"] = before["status"];
        OwnFields.Set(kind, body, before, occasion);
        if (Grows(kind.Writes.Generation, body, before)) body.Object("metadata")["generation"] = old.Metadata["generation"u8].AsInt64() + 1;
    }

    private static void KeepAllButStatus(Kind kind, DraftObject body, DraftObject before)
    {
        body["spec"] = before["spec"];
        foreach (var name in kind.Writes.StatusKeeps) body.Object("metadata")[name] = before.Object("metadata")[name];
    }

    // Everything but metadata and status counts as the wish: some kinds have no spec.
    private static bool Grows(GenerationRule rule, DraftObject now, DraftObject before) => rule switch
    {
        GenerationRule.None or GenerationRule.Once => false,
        GenerationRule.ContentAndAnnotations when Differ(now.Object("metadata"), before.Object("metadata"), "annotations") => true,
        GenerationRule.ContentAndLabels when Differ(now.Object("metadata"), before.Object("metadata"), "labels") => true,
        _ => now.Names.Union(before.Names, StringComparer.Ordinal).Any(name => name != "metadata" && (name != "status" || rule == GenerationRule.ContentAndStatus) && Differ(now, before, name)),
    };

    private static bool Differ(DraftObject now, DraftObject before, string name) => !Draft.DeepEquals(now[name], before[name]);
}
