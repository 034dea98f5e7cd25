using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ResourceClaims;

/// <summary>The claims that a pod brings with it by templates: 1 made once, 2 written into its status, 3 reserved for a pod that came to its node without the scheduler.</summary>
public sealed record PodClaimPlan
{
    private const int LongestBase = 57;

    /// <summary>A claim to make, and under which of the pod's names.</summary>
    public IReadOnlyList<(string Name, CreateAction Create)> Missing { get; private init; } = [];

    /// <summary>Claims that are made and not in the pod's status yet, by the pod's names.</summary>
    public IReadOnlyDictionary<string, string> Made { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<PlanAction> Reserve { get; private init; } = [];

    /// <summary>Why a claim cannot be made.</summary>
    public EventNote? Trouble { get; private init; }

    /// <param name="pod">A pod that is not going.</param>
    /// <param name="claims">The claims of its namespace.</param>
    /// <param name="templates">The templates of its namespace.</param>
    public static PodClaimPlan Compute(Document pod, IReadOnlyCollection<Document> claims, IReadOnlyCollection<Document> templates)
    {
        var (missing, made, reserve) = (new List<(string, CreateAction)>(), new Dictionary<string, string>(StringComparer.Ordinal), new List<PlanAction>());
        EventNote? trouble = null;
        foreach (var wanted in pod.Spec["resourceClaims"u8].Items)
        {
            var name = wanted["name"u8].AsString();
            var told = PodClaims.ClaimOf(pod, wanted);
            if (told?.Length == 0) continue;
            var claim = told is null ? null : claims.FirstOrDefault(c => c.Name == told);
            if (wanted["resourceClaimTemplateName"u8] is { IsString: true } template && claim is null)
            {
                if (claims.FirstOrDefault(c => Ownership.ControllerOf(c)?.Uid == pod.Uid && c.Metadata["annotations"u8][PodClaims.NameMark].AsString() == name) is { } own) made[name] = own.Name;
                else if (templates.FirstOrDefault(t => t.Name == template.AsString()) is { } found) missing.Add((name, Create(pod, name, found)));
                else trouble ??= Failed(pod, name, $"resource claim template \"{template.AsString()}\": resourceclaimtemplate.resource.k8s.io \"{template.AsString()}\" not found");
            }
            if (claim is null || wanted["resourceClaimTemplateName"u8].IsString && Ownership.ControllerOf(claim)?.Uid != pod.Uid) continue;
            if (pod.Spec["nodeName"u8].AsString().Length > 0 && claim.Status["allocation"u8].Exists && !PodClaims.IsReservedFor(claim, pod.Uid)) reserve.Add(Reserving(pod, claim));
        }
        return new PodClaimPlan { Missing = missing, Made = made, Reserve = reserve, Trouble = trouble };
    }

    public static EventNote Failed(Document pod, string name, string why) =>
        new(ObjectReference.To(pod) with { ApiVersion = "v1", Kind = "Pod" }, "Warning", "FailedResourceClaimCreation", $"PodResourceClaim {name}: {why}");

    /// <summary>Writes into the pod's status which claims were made for it.</summary>
    public static PatchAction Tell(Document pod, IReadOnlyDictionary<string, string> made)
    {
        var statuses = new DraftArray(made.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new DraftObject { ["name"] = m.Key, ["resourceClaimName"] = m.Value }));
        var patch = new DraftObject { ["metadata"] = new DraftObject { ["uid"] = pod.Uid }, ["status"] = new DraftObject { ["resourceClaimStatuses"] = statuses } };
        return new PatchAction(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(patch), "status");
    }

    private static CreateAction Create(Document pod, string name, Document template)
    {
        var told = template.Spec["metadata"u8];
        var metadata = new DraftObject { ["generateName"] = BaseName(pod.Name, name) + "-", ["namespace"] = pod.Namespace };
        foreach (var member in (ReadOnlySpan<string>)["labels", "annotations"])
            if (told[member].Count > 0) metadata[member] = told[member];
        metadata.Object("annotations")[PodClaims.NameMark] = name;
        metadata["ownerReferences"] = new DraftArray([new Ownership("v1", "Pod", pod.Name, pod.Uid).ToDraft()]);
        return new CreateAction(DeviceResources.Claims, pod.Namespace, new DraftObject { ["apiVersion"] = "resource.k8s.io/v1", ["kind"] = "ResourceClaim", ["metadata"] = metadata, ["spec"] = template.Spec["spec"u8] });
    }

    /// <summary>Of two long names each loses its share, so that both can still be told.</summary>
    private static string BaseName(string pod, string claim)
    {
        var whole = pod.Length + 1 + claim.Length;
        return whole <= LongestBase ? $"{pod}-{claim}" : $"{pod[..(pod.Length * LongestBase / whole)]}-{claim[..(claim.Length * LongestBase / whole)]}";
    }

    private static UpdateAction Reserving(Document pod, Document claim)
    {
        var body = DraftObject.Of(claim);
        body.Object("status").Array("reservedFor").Add(new DraftObject { ["resource"] = "pods", ["name"] = pod.Name, ["uid"] = pod.Uid });
        return new UpdateAction(DeviceResources.Claims, claim.Namespace, body, "status");
    }
}
