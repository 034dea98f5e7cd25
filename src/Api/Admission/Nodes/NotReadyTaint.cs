using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Nodes;

/// <summary>A new node takes no pods before it has been seen to be ready.</summary>
internal sealed class NotReadyTaint : AdmissionStep
{
    private const string Key = "node.kubernetes.io/not-ready", Effect = "NoSchedule";

    public override string Name => "TaintNodesByCondition";

    public override ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns("nodes")) return default;
        var taints = call.Body!.Object("spec").Array("taints");
        if (!taints.OfType<DraftObject>().Any(t => t.String("key") == Key && t.String("effect") == Effect))
            taints.Add(new DraftObject { ["key"] = Key, ["effect"] = Effect });
        return default;
    }
}
