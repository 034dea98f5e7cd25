using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Reads;

/// <summary>The fields by which objects can be selected: upstream's list for each kind, and nothing more.</summary>
internal static class SelectableFields
{
    private static readonly string[] Metadata = ["metadata.name", "metadata.namespace"];
    private static readonly Dictionary<string, string[]> Further = new(StringComparer.Ordinal)
    {
        ["pods"] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"],
        ["nodes"] = ["spec.unschedulable"],
        ["namespaces"] = ["status.phase"],
        ["secrets"] = ["type"],
        ["services"] = ["spec.clusterIP", "spec.type"],
        ["replicasets.apps"] = ["status.replicas"],
        ["replicationcontrollers"] = ["status.replicas"],
        ["jobs.batch"] = ["status.successful"],
        ["certificatesigningrequests.certificates.k8s.io"] = ["spec.signerName"],
        ["resourceslices.resource.k8s.io"] = ["spec.nodeName", "spec.driver"],
        ["events"] = ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type"],
        ["events.events.k8s.io"] = ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion", "regarding.resourceVersion", "regarding.fieldPath", "reason", "reportingController", "type"],
    };

    /// <summary>Why the selector cannot be used on that kind; null when it can.</summary>
    public static string? Refusal(Kind kind, FieldSelector selector)
    {
        IReadOnlyList<string>? further = kind.Custom is null ? Further.GetValueOrDefault(kind.Resource.Qualified) : kind.SelectableFields;
        foreach (var requirement in selector.Requirements)
        {
            if (further?.Contains(requirement.Field) == true || (Metadata.Contains(requirement.Field) && (further is null || kind.Namespaced || requirement.Field == Metadata[0]))) continue;
            return further is not null
                ? $"field label not supported: {requirement.Field}"
                : $"\"{requirement.Field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
        }
        return null;
    }

    public static bool Matches(Document document, FieldSelector selector) => selector.IsEmpty || selector.Matches(field => Value(document, field));

    private static string Value(Document document, string field)
    {
        switch (field)
        {
            case "metadata.name": return document.Name;
            case "metadata.namespace": return document.Namespace;
            case "spec.unschedulable" or "spec.hostNetwork": return Walk(document, field).AsBool() ? "true" : "false";
            case "source": return Walk(document, "source.component").AsString() is { Length: > 0 } component ? component : Walk(document, "reportingComponent").AsString();
            case "status.podIPs": return Walk(document, field)[0]["ip"u8].AsString();
            case "status.replicas": return Count(Walk(document, field));
            case "status.successful": return Count(Walk(document, "status.succeeded"));
            default: return Walk(document, field).AsText();
        }
    }

    private static string Count(Node number) => number.Exists ? number.AsText() : "0";

    private static Node Walk(Document document, string path)
    {
        var node = document.Root;
        foreach (var part in path.Split('.')) node = node[part];
        return node;
    }
}
