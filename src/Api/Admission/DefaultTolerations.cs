using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>Pods stay 300 seconds on a node that is not ready or not reachable, unless they say otherwise.</summary>
internal sealed class DefaultTolerations : AdmissionStep
{
    private static readonly string[] Taints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    public override string Name => "DefaultTolerationSeconds";

    public override ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (call.IsCreate && call.Concerns("pods")) Add(call.Body!);
        return default;
    }

    private static void Add(DraftObject pod)
    {
        var tolerations = pod.Object("spec").Array("tolerations");
        var present = tolerations.OfType<DraftObject>().ToList();
        foreach (var taint in Taints)
        {
            if (present.Any(t => (t.String("key").Length == 0 || t.String("key") == taint) && (t.String("effect") is "" or "NoExecute"))) continue;
            tolerations.Add(new DraftObject { ["key"] = taint, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 });
        }
    }
}
