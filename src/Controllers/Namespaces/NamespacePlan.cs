using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Namespaces;

/// <summary>
/// The end of a namespace: pods first, since they may still need their secrets; then everything else; then the
/// finalizer. Until it is empty its conditions tell what it waits for.
/// </summary>
public sealed record NamespacePlan(IReadOnlyList<DeleteAction> Deletions, DraftObject? Status, DraftObject? Finalized, TimeSpan? LookAgainAfter)
{
    private const string Finalizer = "kubernetes";

    // Content that goes gracefully tells nobody in particular when it is gone.
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(2);

    public static NamespacePlan Nothing { get; } = new([], null, null, null);

    /// <param name="unknown">Group versions that may have something in it, and whose server cannot be asked.</param>
    public static NamespacePlan Compute(Document @namespace, IReadOnlyList<NamespaceContent> content, IReadOnlyList<string> unknown, DateTimeOffset now)
    {
        if (!PodFacts.IsDeleting(@namespace) || !HasFinalizer(@namespace)) return Nothing;
        var left = content.Where(c => c.Objects.Length > 0).ToList();
        var failures = content.Where(c => c.Failure.Length > 0).Select(c => c.Failure).ToList();
        if (left.Count == 0 && failures.Count == 0 && unknown.Count == 0) return new NamespacePlan([], null, WithoutFinalizer(@namespace), null);
        var pods = left.Find(c => c.Resource == CoreResources.Pods);
        var turn = pods is not null ? [pods] : left;
        var deletions = turn.SelectMany(c => c.Objects.Where(o => !PodFacts.IsDeleting(o))
            .Select(o => new DeleteAction(c.Resource, @namespace.Name, o.Name, o.Uid) { PropagationPolicy = "Background" }));
        return new NamespacePlan([.. deletions], Conditions(@namespace, left, failures, unknown, now), null, Recheck);
    }

    public static bool HasFinalizer(Document @namespace)
    {
        foreach (var finalizer in @namespace.Spec["finalizers"u8].Items)
            if (finalizer.AsString() == Finalizer) return true;
        return false;
    }

    private static DraftObject WithoutFinalizer(Document @namespace)
    {
        var body = DraftObject.Of(@namespace);
        body.Object("spec").Array("finalizers").RemoveAll(f => f.AsString() == Finalizer);
        return body;
    }

    private static DraftObject? Conditions(Document @namespace, List<NamespaceContent> left, List<string> failures, IReadOnlyList<string> unknown, DateTimeOffset now)
    {
        var remaining = left.OrderBy(c => c.Resource.Qualified, StringComparer.Ordinal).Select(c => $"{c.Resource.Plural}.{c.Resource.Group} has {c.Objects.Length} resource instances");
        var finalizers = left.SelectMany(c => c.Objects).SelectMany(Finalizers).GroupBy(f => f, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} in {g.Count()} resource instances").ToList();
        Condition[] wanted =
        [
            unknown.Count > 0
                ? new("NamespaceDeletionDiscoveryFailure", "True", "DiscoveryFailed", $"Discovery failed for some groups, {unknown.Count} failing: unable to retrieve the complete list of server APIs: {string.Join(", ", unknown.Order(StringComparer.Ordinal).Select(u => $"{u}: stale GroupVersion discovery: {u}"))}")
                : new("NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered"),
            new("NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            failures.Count > 0
                ? new("NamespaceDeletionContentFailure", "True", "ContentDeletionFailed", $"Failed to delete all resource types, {failures.Count} remaining: {string.Join(", ", failures)}")
                : new("NamespaceDeletionContentFailure", "False", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            left.Count > 0
                ? new("NamespaceContentRemaining", "True", "SomeResourcesRemain", $"Some resources are remaining: {string.Join(", ", remaining)}")
                : new("NamespaceContentRemaining", "False", "ContentRemoved", "All content successfully removed"),
            finalizers.Count > 0
                ? new("NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain", $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}")
                : new("NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
        ];
        var present = Condition.ListOf(@namespace.Status["conditions"u8]);
        var changed = false;
        foreach (var condition in wanted)
        {
            var old = present.Find(c => c.Type == condition.Type);
            if (old is not null && old.Status == condition.Status && old.Reason == condition.Reason && old.Message == condition.Message) continue;
            changed = true;
            present.RemoveAll(c => c.Type == condition.Type);
            present.Add(condition with { LastTransitionTime = old is not null && old.Status == condition.Status ? old.LastTransitionTime : now });
        }
        if (!changed) return null;
        var body = DraftObject.Of(@namespace);
        body.Object("status")["conditions"] = new DraftArray(present.Select(c => c.ToDraft()));
        return body;
    }

    private static IEnumerable<string> Finalizers(Document document)
    {
        var list = new List<string>();
        foreach (var finalizer in document.Metadata["finalizers"u8].Items) list.Add(finalizer.AsString());
        return list;
    }
}
