using Timonier.Documents;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of DaemonSets.</summary>
internal static class DaemonSetRules
{
    public static void Spec(Place spec)
    {
        Selector(spec["selector"]);
        var selector = LabelSelectors.Of(spec["selector"].Node);
        SelectsTemplate(spec, selector);
        if (spec["selector"].Exists && selector.IsEmpty) spec["selector"].Invalid("empty selector is invalid for daemonset");
        PodTemplate(spec["template"]);
        LastingTemplate(spec["template"], "DaemonSet");
        spec.NotNegative("minReadySeconds", "revisionHistoryLimit");
        Strategy(spec["updateStrategy"]);
        spec["selector"].Immutable();
    }

    private static void Strategy(Place strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "OnDelete":
                return;
            case "RollingUpdate" when rolling.Exists:
                break;
            case "RollingUpdate":
                rolling.Required();
                return;
            default:
                // Upstream shows the whole strategy where its type is wrong.
                strategy.Add(Kernel.FieldErrors.NotSupportedRaw(strategy.Path, strategy.Node.ToString(), "RollingUpdate", "OnDelete"));
                return;
        }
        var (down, more) = (rolling["maxUnavailable"], rolling["maxSurge"]);
        Share(down);
        Share(more);
        NotMoreThanAll(down);
        NotMoreThanAll(more);
        if (!IsNothing(down) && !IsNothing(more)) more.Invalid("may not be set when maxUnavailable is non-zero");
        else if (IsNothing(down) && IsNothing(more)) down.Required("cannot be 0 when maxSurge is 0");
    }

    public static void Status(Place status)
    {
        status.NotNegative("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration",
            "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount");
        CollisionsOnlyGrow(status["collisionCount"]);
    }
}
