using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of HorizontalPodAutoscalers of both versions; those of metrics are in a file of their own.</summary>
internal static class AutoscalerRules
{
    private const int LongestPeriod = 1800;
    private const int LongestWindow = 3600;

    public static readonly KindRules[] Kinds =
    [
        new("autoscaling", "HorizontalPodAutoscaler", a => Spec(a["spec"]))
        {
            Status = a => a["status"].NotNegative("currentReplicas", "desiredReplicas"),
        },
        new("autoscaling", "Scale", s => s["spec"]["replicas"].NotNegative()),
    ];

    private static void Spec(Place spec)
    {
        var (least, most) = (spec["minReplicas"], spec["maxReplicas"]);
        // An autoscaler that was once allowed to go down to nothing may stay so.
        var lowest = least.IsUpdate && least.Old.AsInt64OrNull() == 0 ? 0 : 1;
        if (least.Exists && least.Number < lowest) least.Invalid($"must be greater than or equal to {lowest}");
        if (most.Number < 1) most.InvalidNumber("must be greater than 0");
        if (least.Exists && most.Number < least.Number) most.InvalidNumber("must be greater than or equal to `minReplicas`");
        Target(spec["scaleTargetRef"]);
        var share = spec["targetCPUUtilizationPercentage"];
        if (share.Exists && share.Number < 1) share.Invalid("must be greater than 0");
        MetricRules.Metrics(spec["metrics"], least.Exists && least.Number == 0);
        foreach (var direction in spec["behavior"].Present("scaleUp", "scaleDown")) Behavior(direction);
    }

    public static void Target(Place target)
    {
        target["kind"].RequiredText(PathSegment);
        target["name"].RequiredText(PathSegment);
    }

    private static void Behavior(Place rules)
    {
        var window = rules["stabilizationWindowSeconds"];
        if (window.Number < 0) window.Invalid("must be greater than or equal to zero");
        if (window.Number > LongestWindow) window.Invalid($"must be less than or equal to {LongestWindow}");
        rules["selectPolicy"].OneOf("Disabled", "Max", "Min");
        if (rules["policies"].Count == 0) rules["policies"].Required("must specify at least one Policy");
        foreach (var policy in rules["policies"].Items)
        {
            if (policy["type"].Text is not ("Pods" or "Percent")) policy["type"].NotSupported("Percent", "Pods");
            foreach (var number in (string[])["value", "periodSeconds"])
                if (policy[number].Number <= 0) policy[number].InvalidNumber("must be greater than zero");
            if (policy["periodSeconds"].Number > LongestPeriod) policy["periodSeconds"].Invalid($"must be less than or equal to {LongestPeriod}");
        }
        if (Quantity.TryParse(rules["tolerance"].Node.AsText(), out var tolerance) && tolerance.Sign < 0) rules["tolerance"].Invalid(tolerance.ToString(), FieldErrors.Negative);
    }
}
