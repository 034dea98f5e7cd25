using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>The number behind a pod's priority class; without one that of the default class, else zero.</summary>
internal sealed class PodPriority(StoredObjects objects) : AdmissionStep
{
    private static readonly ResourceName Classes = new("scheduling.k8s.io", "v1", "priorityclasses");

    public override string Name => "Priority";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns("pods")) return null;
        var spec = call.Body!.Object("spec");
        var name = spec.String("priorityClassName");
        var found = name.Length > 0
            ? await objects.FindAsync(Classes, "", name, cancellation)
            : (await objects.AllAsync(Classes, cancellation)).Where(c => c.Root["globalDefault"u8].AsBool()).MinBy(c => c.Root["value"u8].AsInt64());
        if (found is null && name.Length > 0) return call.Forbidden($"no PriorityClass with name {name} was found");
        var priority = found?.Root["value"u8].AsInt64() ?? 0;
        if (spec["priority"] is DraftScalar { Kind: NodeKind.Number } said && said.Text != priority.ToString(System.Globalization.CultureInfo.InvariantCulture))
            return call.Forbidden($"the integer value of priority ({said.Text}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name");
        if (found is not null) spec["priorityClassName"] = found.Name;
        spec["priority"] = priority;
        if (spec.String("preemptionPolicy").Length == 0) spec["preemptionPolicy"] = found?.Root["preemptionPolicy"u8].AsString() is { Length: > 0 } policy ? policy : "PreemptLowerPriority";
        return null;
    }
}
