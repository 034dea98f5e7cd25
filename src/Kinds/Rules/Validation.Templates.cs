using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>What the kinds that make pods share.</summary>
public static partial class Validation
{
    internal static void PodTemplate(Place template)
    {
        TemplateMetadata(template);
        PodSpec(template["spec"]);
        if (template["spec"]["ephemeralContainers"].Count > 0) template["spec"]["ephemeralContainers"].Forbidden("ephemeral containers not allowed in pod template");
    }

    internal static void TemplateMetadata(Place template)
    {
        // Upstream leaves "metadata" out of these paths.
        Labels(template["metadata"]["labels"] with { Path = template.Path + ".labels" });
        var annotations = template["metadata"]["annotations"] with { Path = template.Path + ".annotations" };
        Annotations(annotations);
        PodAnnotationRules.Annotations(annotations, template["spec"]);
    }

    /// <summary>The pods of this kind run for ever.</summary>
    internal static void LastingTemplate(Place template, string owner)
    {
        var spec = template["spec"];
        if (spec["restartPolicy"].Exists && spec["restartPolicy"].Text != "Always") spec["restartPolicy"].NotSupported("Always");
        if (spec["activeDeadlineSeconds"].Exists) spec["activeDeadlineSeconds"].Forbidden($"activeDeadlineSeconds in {owner} is not Supported");
    }

    /// <summary>The selector is there, says something, and selects the template's pods.</summary>
    internal static void TemplateSelector(Place spec, string owner)
    {
        var selector = spec["selector"];
        if (!selector.Exists)
        {
            selector.Required();
            return;
        }
        Selector(selector);
        if (LabelSelectors.Of(selector.Node).IsEmpty) selector.Invalid($"empty selector is invalid for {owner}");
        else SelectsTemplate(spec, LabelSelectors.Of(selector.Node));
    }

    internal static void SelectsTemplate(Place spec, LabelSelector selector)
    {
        var labels = spec["template"]["metadata"]["labels"];
        if (!selector.Matches(labels.Node)) labels.Invalid("`selector` does not match template `labels`");
    }

    /// <summary>Counts of pods in a status: none negative, and those of <paramref name="parts"/> no more than all.</summary>
    internal static void PodCounts(Place status, params ReadOnlySpan<string> parts)
    {
        status.NotNegative("observedGeneration", "replicas");
        status.NotNegative(parts);
        status.NotNegative("collisionCount");
        foreach (var part in parts)
            if (part is not "unavailableReplicas" and not "terminatingReplicas" && status[part].Number > status["replicas"].Number)
                status[part].InvalidNumber("cannot be greater than status.replicas");
        CollisionsOnlyGrow(status["collisionCount"]);
    }

    internal static void CollisionsOnlyGrow(Place count)
    {
        if (count.IsUpdate && count.Number < count.Old.AsInt64()) count.InvalidNumber("cannot be decremented");
    }

    internal static void AvailableAreReady(Place status, string detail = "cannot be greater than readyReplicas")
    {
        if (status["availableReplicas"].Number > status["readyReplicas"].Number) status["availableReplicas"].InvalidNumber(detail);
    }
}
