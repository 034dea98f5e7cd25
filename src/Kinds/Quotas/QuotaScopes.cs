using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Quotas;

/// <summary>Whether an object is one of those that a quota with scopes is about; without scopes it is about all.</summary>
public static class QuotaScopes
{
    private static readonly string[] AffinityTerms = ["podAffinity", "podAntiAffinity"];

    /// <param name="quota">A ResourceQuota.</param>
    /// <param name="qualified">The object's resource, for example <c>pods</c> or <c>deployments.apps</c>.</param>
    /// <param name="item">The object.</param>
    public static bool Include(Document quota, string qualified, Document item)
    {
        foreach (var scope in quota.Spec["scopes"u8].Items)
            if (!Matches(scope.AsString(), "Exists", default, qualified, item)) return false;
        foreach (var wanted in quota.Spec["scopeSelector"u8]["matchExpressions"u8].Items)
            if (!Matches(wanted["scopeName"u8].AsString(), wanted["operator"u8].AsString(), wanted["values"u8], qualified, item)) return false;
        return true;
    }

    private static bool Matches(string scope, string comparison, Node values, string qualified, Document item) => (qualified, scope) switch
    {
        ("pods", "Terminating") => IsTerminating(item),
        ("pods", "NotTerminating") => !IsTerminating(item),
        ("pods", "BestEffort") => IsBestEffort(item),
        ("pods", "NotBestEffort") => !IsBestEffort(item),
        ("pods", "PriorityClass") => Chosen([item.Spec["priorityClassName"u8].AsString()], scope, comparison, values),
        ("pods", "CrossNamespacePodAffinity") => ReachesOut(item),
        ("persistentvolumeclaims", "VolumeAttributesClass") => Chosen(
            [
                item.Spec["volumeAttributesClassName"u8].AsString(),
                item.Status["currentVolumeAttributesClassName"u8].AsString(),
                item.Status["modifyVolumeStatus"u8]["targetVolumeAttributesClassName"u8].AsString(),
            ],
            scope, comparison, values),
        _ => false,
    };

    private static bool IsTerminating(Document pod) => pod.Spec["activeDeadlineSeconds"u8].AsInt64OrNull() >= 0;

    private static bool IsBestEffort(Document pod) => pod.Status["qosClass"u8].TextEquals("BestEffort"u8);

    // Names that the object does not have count as none: one name that fits is enough.
    private static bool Chosen(IEnumerable<string> names, string scope, string comparison, Node values)
    {
        if (LabelSelector.OperatorOf(comparison) is not { } operation) return false;
        var wanted = new List<string>();
        foreach (var value in values.Items) wanted.Add(value.AsString());
        var requirement = new LabelRequirement(scope, operation, [.. wanted]);
        var said = names.Where(n => n.Length > 0).ToList();
        return said.Count == 0 ? requirement.Matches(null) : said.Exists(requirement.Matches);
    }

    private static bool ReachesOut(Document pod)
    {
        foreach (var side in AffinityTerms)
        {
            var affinity = pod.Spec["affinity"u8][side];
            foreach (var term in affinity["requiredDuringSchedulingIgnoredDuringExecution"u8].Items)
                if (IsForeign(term)) return true;
            foreach (var weighted in affinity["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
                if (IsForeign(weighted["podAffinityTerm"u8])) return true;
        }
        return false;
    }

    private static bool IsForeign(Node term) => term["namespaces"u8].Count > 0 || !term["namespaceSelector"u8].IsNullOrMissing;
}
