namespace Timonier.Kinds;

/// <summary>Rules of the group <c>scheduling.k8s.io</c>.</summary>
internal static class PriorityRules
{
    private const long HighestOfUsers = 1_000_000_000;

    private static readonly Dictionary<string, long> OfTheSystem = new(StringComparer.Ordinal)
    {
        ["system-node-critical"] = 2_000_001_000,
        ["system-cluster-critical"] = 2_000_000_000,
    };

    public static readonly KindRules[] Kinds = [new("scheduling.k8s.io", "PriorityClass", PriorityClass)];

    private static void PriorityClass(Place priority)
    {
        var (name, value) = (priority["metadata"]["name"], priority["value"]);
        if (name.Text.StartsWith("system-", StringComparison.Ordinal))
        {
            if (WhyNotOfTheSystem(priority) is { } why) name.Forbidden("priority class names with 'system-' prefix are reserved for system use only. error: " + why);
        }
        else if (value.Number > HighestOfUsers) value.Forbidden($"maximum allowed value of a user defined priority is {HighestOfUsers}");
        if (priority["preemptionPolicy"].Exists) priority["preemptionPolicy"].Choice("PreemptLowerPriority", "Never");
        if (value.Changed) value.Forbidden("may not be changed in an update.");
        priority["preemptionPolicy"].Immutable();
    }

    private static string? WhyNotOfTheSystem(Place priority)
    {
        var name = priority["metadata"]["name"].Text;
        if (!OfTheSystem.TryGetValue(name, out var value)) return $"{name} is not a known system priority class";
        if (priority["value"].Number != value) return $"value of {name} PriorityClass must be {value}";
        return priority["globalDefault"].Node.AsBool() ? $"globalDefault of {name} PriorityClass must be false" : null;
    }
}
