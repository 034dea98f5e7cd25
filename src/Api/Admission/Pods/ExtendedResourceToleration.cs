using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Quotas;

namespace Timonier.Api.Admission.Pods;

/// <summary>Pods that ask for an extended resource tolerate nodes that are kept free for it.</summary>
internal sealed class ExtendedResourceToleration : AdmissionStep
{
    public override string Name => "ExtendedResourceToleration";

    public override ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (call.Concerns("pods") && (call.IsCreate || call.IsUpdate)) Add(call.Body!.Object("spec"));
        return default;
    }

    private static void Add(DraftObject spec)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var container in spec.Array("containers").Concat(spec["initContainers"] as DraftArray ?? []).OfType<DraftObject>())
            if ((container["resources"] as DraftObject)?["requests"] is DraftObject requests) names.UnionWith(requests.Names.Where(QuotaNames.IsExtended));
        foreach (var name in names)
        {
            if (spec.Array("tolerations").OfType<DraftObject>().Any(t => t.String("key") == name && t.String("operator") == "Exists" && t.String("effect") == "NoSchedule")) continue;
            spec.Array("tolerations").Add(new DraftObject { ["key"] = name, ["operator"] = "Exists", ["effect"] = "NoSchedule" });
        }
    }
}
