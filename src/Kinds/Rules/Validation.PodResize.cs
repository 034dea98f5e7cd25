using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>A change of what the containers of a running pod ask for.</summary>
public static partial class Validation
{
    private const string Mirror = "kubernetes.io/config.mirror";

    internal static void Resize(Place pod)
    {
        var (spec, old) = (pod["spec"], pod.Old["spec"u8]);
        var root = pod with { Path = "" };
        if (pod.Old["metadata"u8]["annotations"u8][Mirror].Exists) root.Forbidden("static pods cannot be resized");
        else if (old["os"u8]["name"u8].AsString() == "windows") root.Forbidden("windows pods cannot be resized");
        else if (InOrder(spec)) Resized(spec, old);
    }

    private static void Resized(Place spec, Node old)
    {
        foreach (var list in (string[])["initContainers", "containers"])
        {
            foreach (var container in spec[list].Items)
            {
                Resources(container["resources"]);
                foreach (var field in container["resources"].Present("requests", "limits").Concat(Gone(container["resources"])))
                    if (Lost(field)) field.Forbidden($"resource {field.Path[(field.Path.LastIndexOf('.') + 1)..]} cannot be removed");
            }
        }
        if (QualityOf(spec.Node) != QualityOf(old)) spec.Invalid(QualityOf(old), "Pod QOS Class may not change as a result of resizing");
        var wanted = (DraftObject)Draft.From(spec.Node);
        foreach (var list in (string[])["containers", "initContainers"]) TakeResources(wanted, list, old);
        if (Difference(wanted.ToDocument().Root, old).Length > 0) spec.Forbidden("only cpu and memory resources are mutable");
    }

    private static IEnumerable<Place> Gone(Place resources) => ((string[])["requests", "limits"]).Select(f => resources[f]).Where(f => !f.Exists);

    private static bool Lost(Place amounts)
    {
        foreach (var before in amounts.Old.Members)
            if (!amounts.Node[before.Name].Exists) return true;
        return false;
    }

    private static bool InOrder(Place spec)
    {
        var found = spec.Found.Count;
        foreach (var list in (string[])["containers", "initContainers"])
        {
            var containers = spec[list];
            if (containers.Count != containers.Old.Count) containers.Forbidden($"{list} may not be added or removed on resize");
            else foreach (var container in containers.Items)
                if (container["name"].Changed) container["name"].Forbidden($"{list} may not be renamed or reordered on resize");
        }
        return spec.Found.Count == found;
    }

    private static void TakeResources(DraftObject wanted, string list, Node old)
    {
        if (wanted[list] is not DraftArray containers) return;
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i] is not DraftObject container) continue;
            // An init container that ends keeps what it has.
            if (list == "initContainers" && container.String("restartPolicy") != "Always") continue;
            var before = old[list][i]["resources"u8];
            foreach (var field in (string[])["limits", "requests"])
            {
                var resources = container.Object("resources");
                if (!before[field].Exists) resources.Remove(field);
                else foreach (var name in (string[])["cpu", "memory"]) Take(resources.Object(field), name, before[field]);
            }
            Take(container, "resizePolicy", old[list][i]);
        }
    }

    /// <summary>The class of service that a pod's requests and limits give it.</summary>
    private static string QualityOf(Node spec)
    {
        var (any, guaranteed) = (false, true);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var container in spec[list].Items)
            {
                foreach (var name in (string[])["cpu", "memory"])
                {
                    var (limit, request) = (container["resources"u8]["limits"u8][name], container["resources"u8]["requests"u8][name]);
                    any |= limit.Exists || request.Exists;
                    guaranteed &= limit.Exists && (!request.Exists || Sameness.Of(new FieldType(FieldShape.Quantity), limit, request));
                }
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }
}
