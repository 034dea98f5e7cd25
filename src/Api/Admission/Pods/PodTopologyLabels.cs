using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Pods;

/// <summary>A pod carries zone and region of its node as labels of its own, so that its containers can be told of them.</summary>
internal sealed class PodTopologyLabels(StoredObjects objects) : AdmissionStep
{
    private static readonly string[] Labels = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

    public override string Name => "PodTopologyLabels";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        // A node that does not exist is not this step's business.
        if (!call.IsCreate || NodeOf(call) is not { Length: > 0 } name || await objects.FindAsync("nodes", "", name, cancellation) is not { } node) return null;
        foreach (var label in Labels)
            if (node.Metadata["labels"u8][label] is { IsString: true } value) call.Body!.Object("metadata").Object("labels")[label] = value.AsString();
        return null;
    }

    private static string? NodeOf(AdmissionCall call)
    {
        if (call.Concerns("pods")) return call.Body!.Object("spec").String("nodeName");
        if (!call.Concerns("pods", "binding")) return null;
        var target = call.Body!.Object("target");
        return target.String("kind") is "" or "Node" ? target.String("name") : null;
    }
}
