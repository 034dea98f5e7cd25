namespace Timonier.Kinds.Quotas;

/// <summary>Which names of a quota's <c>hard</c> map objects of a resource are counted under.</summary>
public static class QuotaNames
{
    public const string ClaimsOfClass = ".storageclass.storage.k8s.io/persistentvolumeclaims";
    public const string StorageOfClass = ".storageclass.storage.k8s.io/requests.storage";
    public const string DevicesOfClass = ".deviceclass.resource.k8s.io/devices";

    // These were counted under their own names before there was a name for everything.
    private static readonly string[] Older = ["configmaps", "secrets", "resourcequotas", "replicationcontrollers"];

    public static string Count(string qualified) => "count/" + qualified;

    /// <summary>Whether that name counts objects of that resource.</summary>
    public static bool Counts(string qualified, string name) => name == Count(qualified) || qualified switch
    {
        "pods" => CountsPods(name),
        "services" => name is "services" or "services.nodeports" or "services.loadbalancers",
        "persistentvolumeclaims" => name is "persistentvolumeclaims" or "requests.storage" || Ends(name, ClaimsOfClass) || Ends(name, StorageOfClass),
        "resourceclaims.resource.k8s.io" => Ends(name, DevicesOfClass),
        _ => name == qualified && Older.Contains(name, StringComparer.Ordinal),
    };

    /// <summary>The resource that a name is certain to count; empty when it takes a look at every kind.</summary>
    public static string ResourceOf(string name)
    {
        if (name.StartsWith("count/", StringComparison.Ordinal)) return name["count/".Length..];
        foreach (var qualified in (string[])["services", "persistentvolumeclaims", "resourceclaims.resource.k8s.io", "pods", .. Older])
            if (Counts(qualified, name)) return qualified;
        return "";
    }

    /// <summary>Resources that only some nodes have: of a domain that is not Kubernetes' own.</summary>
    public static bool IsExtended(string name) => name.Contains('/', StringComparison.Ordinal)
        && !name.Split('/')[0].EndsWith("kubernetes.io", StringComparison.Ordinal) && !name.StartsWith("requests.", StringComparison.Ordinal);

    private static bool CountsPods(string name)
    {
        if (name is "pods" or "cpu" or "memory" or "ephemeral-storage" or "requests.cpu" or "requests.memory" or "requests.ephemeral-storage"
            or "limits.cpu" or "limits.memory" or "limits.ephemeral-storage") return true;
        if (IsHugePages(name)) return true;
        return name.StartsWith("requests.", StringComparison.Ordinal) && name["requests.".Length..] is var asked && (IsHugePages(asked) || IsExtended(asked));
    }

    public static bool IsHugePages(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal);

    private static bool Ends(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal);
}
