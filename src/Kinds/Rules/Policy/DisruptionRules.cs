using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>policy</c>.</summary>
internal static class DisruptionRules
{
    public static readonly KindRules[] Kinds = [new("policy", "PodDisruptionBudget", b => Spec(b["spec"])) { Status = b => Status(b["status"]) }];

    private static void Spec(Place spec)
    {
        if (spec["minAvailable"].Exists && spec["maxUnavailable"].Exists) spec.Invalid("minAvailable and maxUnavailable cannot be both set");
        foreach (var share in spec.Present("minAvailable", "maxUnavailable"))
        {
            Share(share);
            NotMoreThanAll(share);
        }
        Selector(spec["selector"]);
        spec["unhealthyPodEvictionPolicy"].OneOf("AlwaysAllow", "IfHealthyBudget");
    }

    private static void Status(Place status)
    {
        Conditions(status["conditions"]);
        status.NotNegative("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
    }
}
