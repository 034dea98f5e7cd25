using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Nodes;

/// <summary>A node identity writes its own Node and the pods bound to it, nothing of other nodes.</summary>
internal sealed class NodeRestriction(StoredObjects objects) : AdmissionStep
{
    private const string Prefix = "system:node:";
    private const string LeaseNamespace = "kube-node-lease";

    public override string Name => "NodeRestriction";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation) => call.Operation switch
    {
        AdmissionOperation.Delete => OnDelete(call.Call, call.Old!),
        AdmissionOperation.Connect => null,
        _ when call.Concerns("pods", "eviction") => await OnEvictionAsync(call.Call, cancellation),
        _ => OnWrite(call.Call, call.Body!, call.Old),
    };

    private async ValueTask<Status?> OnEvictionAsync(ApiCall call, CancellationToken cancellation)
    {
        if (NodeOf(call) is not { } node || await objects.FindAsync("pods", call.Namespace, call.Name, cancellation) is not { } pod) return null;
        return pod.Spec["nodeName"u8].AsString() == node ? null : Status.Forbidden(call.Kind.Resource, call.Name, $"node {node} can only evict pods with spec.nodeName set to itself");
    }

    private static Status? OnWrite(ApiCall call, DraftObject body, Document? old)
    {
        if (NodeOf(call) is not { } node) return null;
        var (resource, name) = (call.Kind.Resource, body.Object("metadata").String("name"));
        switch (resource.Qualified)
        {
            case "nodes" when name != node:
                return OtherNode(call, node, name);
            case "nodes" when old is not null && !Draft.DeepEquals(body.Object("spec")["taints"], TaintsOf(old)):
                return Status.Forbidden(resource, name, $"node \"{node}\" is not allowed to modify taints");
            case "nodes" when !Draft.DeepEquals(Written(body.Object("metadata")["ownerReferences"]), Written(OwnersOf(old))):
                // An owner that is not there has the node cleared away; registered anew, it would be without its taints.
                return Status.Forbidden(resource, name, $"node \"{node}\" is not allowed to modify ownerReferences");
            case "nodes" when NodeLabels.Refusal(old, body) is { } labels:
                return Status.Forbidden(resource, name, $"node \"{node}\" {labels}");
            case "pods" when old is null && !(body.Object("metadata")["annotations"] as DraftObject ?? []).Has("kubernetes.io/config.mirror"):
                return Status.Forbidden(resource, name, $"pod does not have \"kubernetes.io/config.mirror\" annotation, node \"{node}\" can only create mirror pods");
            case "pods" when old is null && body.Object("spec").String("nodeName") != node:
                return Status.Forbidden(resource, name, $"node \"{node}\" can only create pods with spec.nodeName set to itself");
            case "pods" when old is null && MirrorPods.Refusal(body, node) is { } mirror:
                return Status.Forbidden(resource, name, $"node \"{node}\" {mirror}");
            case "pods" when old is not null && old.Spec["nodeName"u8].AsString() != node:
                return Status.Forbidden(resource, name, $"node \"{node}\" can only update pod status for pods with spec.nodeName set to itself");
            case "pods" when call.Subresource == "status" && !Draft.DeepEquals(Written(body.Object("metadata")["labels"]), Written(LabelsOf(old!))):
                return Status.Forbidden(resource, name, $"node \"{node}\" cannot update labels through pod status");
            case "leases.coordination.k8s.io" when call.Namespace == LeaseNamespace && name != node:
                return OtherLease(call, name);
            case "csinodes.storage.k8s.io" when name != node:
                return OtherCsiNode(call, name);
            case "resourceslices.resource.k8s.io" when body.Object("spec").String("nodeName") != node:
                return Status.Forbidden(resource, name, $"can only {call.Verb} ResourceSlice with the same NodeName as the requesting node");
            default:
                return null;
        }
    }

    /// <summary>A node asks for tokens only on behalf of the pods that run on it.</summary>
    public static Status? OnToken(ApiCall call, DraftObject? bound, Document? pod)
    {
        if (NodeOf(call) is not { } node) return null;
        if (bound is null || bound.String("apiVersion") != "v1" || bound.String("kind") != "Pod" || bound.String("name").Length == 0) return Refused("node requested token not bound to a pod");
        if (bound.String("uid").Length == 0) return Refused("node requested token with a pod binding without a uid");
        return pod is not null && pod.Spec["nodeName"u8].AsString() != node ? Refused("node requested token bound to a pod scheduled on a different node") : null;

        Status Refused(string why) => Status.Forbidden(call.Kind.Resource, call.Name, why);
    }

    private static Status? OnDelete(ApiCall call, Document old)
    {
        if (NodeOf(call) is not { } node) return null;
        return call.Kind.Resource.Qualified switch
        {
            "nodes" when call.Name != node => OtherNode(call, node, call.Name),
            "pods" when old.Spec["nodeName"u8].AsString() != node =>
                Status.Forbidden(call.Kind.Resource, call.Name, $"node \"{node}\" can only delete pods with spec.nodeName set to itself"),
            "leases.coordination.k8s.io" when call.Namespace == LeaseNamespace && call.Name != node => OtherLease(call, call.Name),
            "csinodes.storage.k8s.io" when call.Name != node => OtherCsiNode(call, call.Name),
            "resourceslices.resource.k8s.io" when old.Spec["nodeName"u8].AsString() != node =>
                Status.Forbidden(call.Kind.Resource, call.Name, "can only delete ResourceSlice with the same NodeName as the requesting node"),
            _ => null,
        };
    }

    private static Status OtherNode(ApiCall call, string node, string name) =>
        Status.Forbidden(call.Kind.Resource, name, $"node \"{node}\" is not allowed to modify node \"{name}\"");

    private static Status OtherLease(ApiCall call, string name) =>
        Status.Forbidden(call.Kind.Resource, name, "can only access node lease with the same name as the requesting node");

    private static Status OtherCsiNode(ApiCall call, string name) =>
        Status.Forbidden(call.Kind.Resource, name, "can only access CSINode with the same name as the requesting node");

    internal static string? NodeOf(ApiCall call) =>
        call.User.Name.StartsWith(Prefix, StringComparison.Ordinal) && call.User.Groups.Contains("system:nodes") ? call.User.Name[Prefix.Length..] : null;

    private static Draft? TaintsOf(Document old) => Copied(old.Spec["taints"u8]);

    private static Draft? OwnersOf(Document? old) => old is null ? null : Copied(old.Metadata["ownerReferences"u8]);

    private static Draft? LabelsOf(Document old) => Copied(old.Metadata["labels"u8]);

    private static Draft? Copied(Node place) => place.Exists ? Draft.From(place) : null;

    // Nothing, an explicit null and an empty list or map are the same.
    private static Draft? Written(Draft? value) => value is null or { Kind: NodeKind.Null } or DraftArray { Count: 0 } or DraftObject { Count: 0 } ? null : value;
}
