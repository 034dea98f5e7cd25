using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>
/// What no object may break, in upstream's words. It is asked after defaulting, so a field with a default is checked
/// only for what it says. Files by duty: metadata, pods and their parts, services, workloads, keys, cluster, access.
/// </summary>
public static partial class Validation
{
    private const int MaxData = 1024 * 1024;

    /// <param name="group">The API group, empty for the core.</param>
    /// <param name="kind">The kind's name.</param>
    /// <param name="now">The object as it would be stored.</param>
    /// <param name="old">The object as it stands; null for a creation.</param>
    /// <param name="subresource">The part that is written; empty for the object itself.</param>
    public static IReadOnlyList<StatusCause> Validate(string group, string kind, Document now, Document? old, string subresource)
    {
        var found = new List<StatusCause>();
        var root = new Place(found, "", now.Root);
        Metadata(root["metadata"], group, kind, now, old);
        if (subresource.Length > 0)
        {
            if ((group, kind) == ("", "Pod") && old is not null) PodPart(root["spec"], old.Spec, subresource);
            else if ((group, kind, subresource) == ("", "Namespace", "finalize")) NamespaceFinalizers(root["spec"]["finalizers"]);
            return found;
        }
        var before = old?.Root ?? default;
        switch (group, kind)
        {
            case ("", "Pod"):
                PodSpec(root["spec"]);
                if (old is not null) PodUpdate(root["spec"], old.Spec);
                break;
            case ("apps", "Deployment" or "ReplicaSet"):
                Workload(root["spec"], old?.Spec);
                if (kind == "Deployment") Deployment(root["spec"]);
                break;
            case ("", "Service"):
                Service(root["spec"]);
                if (old is not null) ServiceUpdate(root["spec"], old.Spec);
                break;
            case ("", "Endpoints"):
                Endpoints(root["subsets"]);
                break;
            case ("discovery.k8s.io", "EndpointSlice"):
                EndpointSlice(root, before);
                break;
            case ("", "ConfigMap"):
                ConfigMap(root, before);
                break;
            case ("", "Secret"):
                Secret(root, before);
                break;
            case ("", "Namespace"):
                NamespaceFinalizers(root["spec"]["finalizers"]);
                break;
            case ("", "Node"):
                Node(root["spec"], old?.Spec);
                break;
            case ("", "Event"):
                Event(root, before);
                break;
            case ("coordination.k8s.io", "Lease"):
                Lease(root["spec"]);
                break;
            case ("rbac.authorization.k8s.io", "Role" or "ClusterRole"):
                Role(root, kind == "Role");
                break;
            case ("rbac.authorization.k8s.io", "RoleBinding" or "ClusterRoleBinding"):
                Binding(root, before, kind == "RoleBinding");
                break;
        }
        return found;
    }
}
