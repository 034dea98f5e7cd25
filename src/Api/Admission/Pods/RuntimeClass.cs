using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Quotas;

namespace Timonier.Api.Admission.Pods;

/// <summary>A pod with a runtime class carries that class's overhead, and goes only where the class can run.</summary>
internal sealed class RuntimeClass(StoredObjects objects) : AdmissionStep
{
    private static readonly ResourceName Classes = new("node.k8s.io", "v1", "runtimeclasses");

    public override string Name => "RuntimeClass";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns("pods")) return null;
        var spec = call.Body!.Object("spec");
        var name = spec.String("runtimeClassName");
        var hasOverhead = spec["overhead"] is DraftObject { Count: > 0 };
        Document? found = null;
        if (name.Length > 0)
        {
            found = await objects.FindAsync(Classes, "", name, cancellation);
            if (found is null) return call.Forbidden($"pod rejected: RuntimeClass \"{name}\" not found");
        }
        var overhead = found?.Root["overhead"u8]["podFixed"u8] ?? default;
        if (overhead.Count == 0) return hasOverhead ? call.Forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead") : Place(call, spec, found);
        if (hasOverhead && !ResourceAmounts.Of(new DraftObject { ["o"] = spec["overhead"]!.Clone() }.ToDocument().Root["o"u8]).SameAs(ResourceAmounts.Of(overhead)))
            return call.Forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        spec["overhead"] = Draft.From(overhead);
        return Place(call, spec, found);
    }

    private static Status? Place(AdmissionCall call, DraftObject spec, Document? found)
    {
        if (found is null) return null;
        foreach (var label in found.Root["scheduling"u8]["nodeSelector"u8].Members)
        {
            var (wanted, present) = (label.Value.AsString(), (spec["nodeSelector"] as DraftObject)?[label.Name]?.AsString());
            if (present is not null && present != wanted)
                return call.Forbidden($"conflict: runtimeClass.scheduling.nodeSelector[{label.Name}] = {wanted}; pod.spec.nodeSelector[{label.Name}] = {present}");
            spec.Object("nodeSelector")[label.Name] = wanted;
        }
        foreach (var toleration in found.Root["scheduling"u8]["tolerations"u8].Items)
        {
            var further = Draft.From(toleration);
            if (!spec.Array("tolerations").Any(t => Draft.DeepEquals(t, further))) spec.Array("tolerations").Add(further);
        }
        return null;
    }
}
