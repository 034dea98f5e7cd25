using Timonier.Documents;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of StatefulSets.</summary>
internal static class StatefulSetRules
{
    private static readonly string[] Changeable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public static void Spec(Place spec)
    {
        var order = spec["podManagementPolicy"];
        if (order.Text.Length == 0) order.Required();
        else if (order.Text is not ("OrderedReady" or "Parallel")) order.Invalid("must be 'OrderedReady' or 'Parallel'");
        Strategy(spec["updateStrategy"]);
        foreach (var when in spec["persistentVolumeClaimRetentionPolicy"].Present("whenDeleted", "whenScaled")) when.OneOf("Retain", "Delete");
        spec.NotNegative("replicas", "minReadySeconds", "revisionHistoryLimit");
        spec["ordinals"]["start"].NotNegative();
        TemplateSelector(spec, "statefulset");
        // The pods' volumes come partly from the claims, so the pod itself is checked when it is made.
        TemplateMetadata(spec["template"]);
        LastingTemplate(spec["template"], "StatefulSet");
        if (spec.IsUpdate && !OnlyChangeableChanged(spec))
        {
            var names = Changeable.Select(n => $"'{n}'").ToList();
            spec.Forbidden($"updates to statefulset spec for fields other than {string.Join(", ", names.SkipLast(1))} and {names[^1]} are forbidden");
        }
    }

    private static bool OnlyChangeableChanged(Place spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in spec.Node.Members) names.Add(member.Name);
        foreach (var member in spec.Old.Members) names.Add(member.Name);
        return names.Except(Changeable, StringComparer.Ordinal).All(n => !(n == "volumeClaimTemplates" ? ClaimsChanged(spec[n]) : spec[n].Changed));
    }

    /// <summary>The claims' status is written by defaults and by nobody else, so it does not count.</summary>
    private static bool ClaimsChanged(Place claims) =>
        claims.Count != claims.Old.Count || claims.Items.Any(c => c["metadata"].Changed || c["spec"].Changed);

    private static void Strategy(Place strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "":
                strategy.Required();
                break;
            case "OnDelete":
                if (rolling.Exists) rolling.Invalid("only allowed for updateStrategy 'RollingUpdate'");
                break;
            case "RollingUpdate":
                rolling["partition"].NotNegative();
                var down = rolling["maxUnavailable"];
                if (!down.Exists) break;
                Share(down);
                if (IsNothing(down)) down.Invalid("cannot be 0");
                NotMoreThanAll(down);
                break;
            default:
                strategy.Invalid("must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    public static void Status(Place status)
    {
        PodCounts(status, "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas");
        AvailableAreReady(status, "cannot be greater than status.readyReplicas");
    }
}
