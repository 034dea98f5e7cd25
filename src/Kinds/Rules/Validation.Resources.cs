using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    internal static void Resources(Place resources)
    {
        foreach (var (name, amount) in resources["limits"].Entries.Concat(resources["requests"].Entries)) Resource(amount, name);
        Limits(resources);
    }

    /// <summary>Nothing is asked for above its limit.</summary>
    private static void Limits(Place resources)
    {
        var (limits, requests) = (resources["limits"], resources["requests"]);
        foreach (var (name, amount) in requests.Entries)
        {
            if (!Quantity.TryParse(amount.Node.AsText(), out var request)) continue;
            if (!limits.Node[name].Exists)
            {
                if (!MayExceed(name)) limits.Required("Limit must be set for non overcommitable resources");
                continue;
            }
            if (!Quantity.TryParse(limits.Node[name].AsText(), out var limit)) continue;
            if (!MayExceed(name) && request != limit) requests.Invalid(request.ToString(), $"must be equal to {name} limit of {limit}");
            else if (request > limit) requests.Invalid(request.ToString(), $"must be less than or equal to {name} limit of {limit}");
        }
        var all = limits.Entries.Concat(requests.Entries).Select(e => e.Key).ToList();
        if (all.Any(IsHugePages) && !all.Any(n => n is "cpu" or "memory")) resources.Forbidden("HugePages require cpu or memory");
    }

    internal static void Resource(Place amount, string name)
    {
        ResourceName(amount, name);
        ResourceAmount(amount, name);
    }

    internal static void ResourceAmount(Place amount, string name)
    {
        if (!Quantity.TryParse(amount.Node.AsText(), out var quantity)) return;
        if (quantity.Sign < 0) amount.Invalid(quantity.ToString(), FieldErrors.Negative);
        else if ((Counted.Contains(name) || IsExtended(name)) && quantity.MilliValue % 1000 != 0) amount.Invalid(quantity.ToString(), "must be an integer");
    }

    /// <summary>The name of something that can be measured, in the cluster or outside.</summary>
    internal static void AnyResourceName(Place place, string name)
    {
        var wrong = Names.LabelKey(name);
        place.InvalidEach(name, wrong);
        if (wrong.Length == 0 && !name.Contains('/', StringComparison.Ordinal) && !IsStandardResource(name)) place.Invalid(name, "must be a standard resource type or fully qualified");
    }

    /// <summary>The name of something that a container can ask for.</summary>
    internal static void ResourceName(Place place, string name)
    {
        AnyResourceName(place, name);
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            if (name is not ("cpu" or "memory" or "ephemeral-storage") && !IsHugePages(name)) place.Invalid(name, "must be a standard resource for containers");
        }
        else if (!IsNative(name) && !IsExtended(name)) place.Invalid(name, "doesn't follow extended resource name standard");
    }

    private static readonly HashSet<string> Counted = new(StringComparer.Ordinal)
    {
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
    };

    private static readonly HashSet<string> Measured = new(StringComparer.Ordinal)
    {
        "cpu", "memory", "ephemeral-storage", "storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "requests.storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    };

    internal static bool IsStandardResource(string name) => Measured.Contains(name) || Counted.Contains(name) || IsHugePages(name) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    /// <summary>What others than Kubernetes count, such as devices.</summary>
    private static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && Names.IsLabelKey("requests." + name);

    internal static bool IsHugePages(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal);

    internal static bool IsNative(string name) => !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>Whether a request may stay below the limit: so for what the node shares out in time or space, not for devices.</summary>
    internal static bool MayExceed(string name) => IsNative(name) && !IsHugePages(name);
}
