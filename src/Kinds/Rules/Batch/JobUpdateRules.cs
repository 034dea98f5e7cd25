using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>What an update of a Job may change.</summary>
internal static class JobUpdateRules
{
    /// <summary>Where the pods of a Job that has not started may go.</summary>
    private static readonly string[] Directives = ["nodeSelector", "tolerations", "schedulingGates"];

    public static void Update(Place spec)
    {
        Completions(spec);
        spec["selector"].Immutable();
        Template(spec);
        spec.Immutable("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy");
    }

    private static void Completions(Place spec)
    {
        var completions = spec["completions"];
        if (!JobRules.IsIndexed(spec)) completions.Immutable();
        else if (completions.Changed && completions.Exists && completions.Number != spec["parallelism"].Number)
            completions.Invalid("can only be modified in tandem with spec.parallelism");
    }

    private static void Template(Place spec)
    {
        var template = spec["template"];
        if (!template.Changed) return;
        var suspended = spec.Old["suspend"u8].AsBool();
        var wanted = (DraftObject)Draft.From(template.Node);
        var old = template.Old;
        // Upstream lets a suspended Job that never ran be placed and sized anew.
        if (suspended) TakeBack(wanted, old);
        var now = wanted.ToDocument().Root;
        if (Sameness.Loosely(now, old)) return;
        template.Invalid(FieldErrors.Immutable);
    }

    private static void TakeBack(DraftObject template, Node old)
    {
        var metadata = template.Object("metadata");
        foreach (var name in (string[])["labels", "annotations"]) Validation.Take(metadata, name, old["metadata"u8]);
        var pod = template.Object("spec");
        foreach (var name in Directives) Validation.Take(pod, name, old["spec"u8]);
        if (pod["affinity"] is DraftObject affinity) Validation.Take(affinity, "nodeAffinity", old["spec"u8]["affinity"u8]);
        else if (old["spec"u8]["affinity"u8] is { IsObject: true, Count: 1 } only && only["nodeAffinity"u8].Exists) Validation.Take(pod, "affinity", old["spec"u8]);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            if (pod[list] is not DraftArray containers || containers.Count != old["spec"u8][list].Count) continue;
            for (var i = 0; i < containers.Count; i++)
                if (containers[i] is DraftObject container && container.String("name") == old["spec"u8][list][i]["name"u8].AsString()) Validation.Take(container, "resources", old["spec"u8][list][i]);
        }
    }
}
