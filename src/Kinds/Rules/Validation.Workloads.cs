using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private static void Workload(Place spec, Node? old)
    {
        spec["replicas"].NotNegative();
        spec["minReadySeconds"].NotNegative();
        var selector = LabelSelectors.Of(spec["selector"].Node);
        var template = spec["template"];
        var labels = template["metadata"]["labels"].Node;
        if (!spec["selector"].Exists) spec["selector"].Required();
        else
        {
            Selector(spec["selector"]);
            // Upstream says deployment for both.
            if (selector.IsEmpty) spec["selector"].Invalid("empty selector is invalid for deployment");
            else if (!selector.Matches(labels))
                spec.Add(FieldErrors.InvalidRaw(spec.Path + ".template.metadata.labels", labels.Exists ? labels.ToString() : "null", "`selector` does not match template `labels`"));
        }
        if (old is { } before && !Draft.DeepEquals(Draft.From(spec["selector"].Node), Draft.From(before["selector"u8]))) spec["selector"].Invalid(FieldErrors.Immutable);

        Labels(template["metadata"]["labels"] with { Path = spec.Path + ".template.labels" });
        Annotations(template["metadata"]["annotations"] with { Path = spec.Path + ".template.annotations" });
        PodSpec(template["spec"]);
        if (template["spec"]["restartPolicy"].Text is "OnFailure" or "Never") Supported(template["spec"]["restartPolicy"], "Always");
        if (template["spec"]["activeDeadlineSeconds"].Exists) template["spec"]["activeDeadlineSeconds"].Forbidden("activeDeadlineSeconds in ReplicaSet is not Supported");
        if (template["spec"]["ephemeralContainers"].Count > 0) template["spec"]["ephemeralContainers"].Forbidden("ephemeral containers not allowed in pod template");
    }

    private static void Deployment(Place spec)
    {
        Strategy(spec["strategy"]);
        if (spec["revisionHistoryLimit"].Exists) spec["revisionHistoryLimit"].NotNegative();
        var deadline = spec["progressDeadlineSeconds"];
        if (!deadline.Exists) return;
        deadline.NotNegative();
        if (deadline.Number <= spec["minReadySeconds"].Number) deadline.Invalid("must be greater than minReadySeconds");
    }

    private static void Strategy(Place strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "Recreate":
                if (rolling.Exists) rolling.Forbidden("may not be specified when strategy `type` is 'Recreate'");
                break;
            case "RollingUpdate":
                Share(rolling["maxUnavailable"]);
                Share(rolling["maxSurge"]);
                if (IsNothing(rolling["maxUnavailable"]) && IsNothing(rolling["maxSurge"])) rolling["maxUnavailable"].Invalid("may not be 0 when `maxSurge` is 0");
                if (Percent(rolling["maxUnavailable"]) > 100) rolling["maxUnavailable"].Invalid("must not be greater than 100%");
                break;
            default:
                strategy["type"].OneOf("Recreate", "RollingUpdate");
                break;
        }
    }

    private static void Share(Place share)
    {
        if (share.Node.IsString) share.InvalidEach(Names.Percent(share.Text));
        else share.NotNegative();
    }

    private static bool IsNothing(Place share) => share.Exists && (share.Node.IsString ? Percent(share) == 0 : share.Number == 0);

    private static int Percent(Place share) => new IntOrString(share.Text).TryScale(100, roundUp: true, out var scaled) ? scaled : -1;
}
