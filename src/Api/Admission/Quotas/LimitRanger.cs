using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Quotas;

/// <summary>Gives containers the requests and limits of their namespace's limit ranges, and refuses what is beyond them.</summary>
internal sealed class LimitRanger(StoredObjects objects) : AdmissionStep
{
    private const string Annotation = "kubernetes.io/limit-ranger";
    private static readonly ResourceName Ranges = new("", "v1", "limitranges");

    public override string Name => "LimitRanger";

    // A pod that stands keeps what it was given; only its resize is measured again.
    private static bool IsMeasured(AdmissionCall call) =>
        (call.IsCreate && (call.Concerns("pods") || call.Concerns("persistentvolumeclaims")))
        || (call.IsUpdate && (call.Concerns("pods", "resize") || call.Concerns("persistentvolumeclaims")) && !call.Old!.Metadata["deletionTimestamp"u8].Exists);

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns("pods")) return null;
        foreach (var range in await objects.InAsync(Ranges, call.Call.Namespace, cancellation)) Complete(call.Body!, range);
        return null;
    }

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!IsMeasured(call)) return null;
        foreach (var range in await objects.InAsync(Ranges, call.Call.Namespace, cancellation))
        {
            var wrong = LimitFindings.Of(range, call.Wanted!, isPod: call.Qualified == "pods").Distinct(StringComparer.Ordinal).ToList();
            if (wrong.Count > 0) return call.Forbidden(wrong is [var single] ? single : $"[{string.Join(", ", wrong)}]");
        }
        return null;
    }

    private static void Complete(DraftObject pod, Document range)
    {
        var (limits, requests) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        foreach (var limit in range.Spec["limits"u8].Items)
        {
            if (!limit["type"u8].TextEquals("Container"u8)) continue;
            foreach (var usual in limit["default"u8].Members) limits[usual.Name] = usual.Value.AsText();
            foreach (var usual in limit["defaultRequest"u8].Members) requests[usual.Name] = usual.Value.AsText();
        }
        var done = new List<string>();
        foreach (var (list, word) in (IEnumerable<(string, string)>)[("containers", "container"), ("initContainers", "init container")])
        {
            foreach (var container in (pod.Object("spec")[list] as DraftArray ?? []).OfType<DraftObject>())
            {
                Fill(container, "requests", requests, $"request for {word} {container.String("name")}", done);
                Fill(container, "limits", limits, $"limit for {word} {container.String("name")}", done);
            }
        }
        if (done.Count > 0) pod.Object("metadata").Object("annotations")[Annotation] = $"LimitRanger plugin set: {string.Join("; ", done)}";
    }

    private static void Fill(DraftObject container, string side, SortedDictionary<string, string> usual, string about, List<string> done)
    {
        var present = (container["resources"] as DraftObject)?[side] as DraftObject;
        var missing = usual.Keys.Where(name => present?.Has(name) != true).ToList();
        if (missing.Count == 0) return;
        foreach (var name in missing) container.Object("resources").Object(side)[name] = usual[name];
        done.Add($"{string.Join(", ", missing)} {about}");
    }
}
