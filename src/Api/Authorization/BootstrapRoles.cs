using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>
/// The roles and bindings every cluster has: upstream's names for what users know, and one narrow role for each
/// component of ours. Read as a table: name, then lines of verbs, groups and resources.
/// </summary>
public static partial class BootstrapRoles
{
    private const string Read = "get list watch";
    private const string Write = "create delete deletecollection patch update";
    private const string All = Read + " " + Write;

    /// <summary>Objects of kinds ClusterRole, ClusterRoleBinding, Role and RoleBinding, to be created where they are missing.</summary>
    public static IEnumerable<DraftObject> Objects() => UserRoles().Concat(ComponentRoles()).Concat(ControllerRoles());

    private static IEnumerable<DraftObject> UserRoles()
    {
        yield return ClusterRole("cluster-admin", Rule("*", "*", "*"), Paths("*", "*"));
        yield return Bind("cluster-admin", "cluster-admin", Group("system:masters"));

        yield return ClusterRole("system:discovery", Paths("get",
            "/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/"));
        yield return Bind("system:discovery", "system:discovery", Group("system:authenticated"));

        yield return ClusterRole("system:public-info-viewer", Paths("get", "/healthz /livez /readyz /version /version/"));
        yield return Bind("system:public-info-viewer", "system:public-info-viewer", Group("system:authenticated"), Group("system:unauthenticated"));

        yield return ClusterRole("system:service-account-issuer-discovery", Paths("get",
            "/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/"));
        yield return Bind("system:service-account-issuer-discovery", "system:service-account-issuer-discovery", Group("system:serviceaccounts"));

        yield return ClusterRole("system:basic-user",
            Rule("create", "authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews"),
            Rule("create", "authentication.k8s.io", "selfsubjectreviews"));
        yield return Bind("system:basic-user", "system:basic-user", Group("system:authenticated"));

        yield return ClusterRole("view", ViewRules());
        yield return ClusterRole("edit", [.. EditRules(), .. ViewRules()]);
        yield return ClusterRole("admin",
        [
            Rule(All, "rbac.authorization.k8s.io", "roles rolebindings"),
            Rule("create", "authorization.k8s.io", "localsubjectaccessreviews"),
            .. EditRules(), .. ViewRules(),
        ]);
    }

    private static DraftObject[] ViewRules() =>
    [
        Rule(Read, "", "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods pods/log pods/status replicationcontrollers "
            + "replicationcontrollers/scale replicationcontrollers/status serviceaccounts services services/status bindings events limitranges "
            + "namespaces namespaces/status resourcequotas resourcequotas/status"),
        Rule(Read, "discovery.k8s.io", "endpointslices"),
        Rule(Read, "apps", "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets "
            + "replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status"),
        Rule(Read, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
        Rule(Read, "batch", "cronjobs cronjobs/status jobs jobs/status"),
        Rule(Read, "policy", "poddisruptionbudgets poddisruptionbudgets/status"),
        Rule(Read, "networking.k8s.io", "ingresses ingresses/status networkpolicies"),
    ];

    private static DraftObject[] EditRules() =>
    [
        Rule(All, "", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
        Rule("impersonate", "", "serviceaccounts"),
        Rule(Write, "", "pods configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy"),
        Rule("create", "", "pods/eviction serviceaccounts/token"),
        Rule(Write, "apps", "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale"),
        Rule(Write, "autoscaling", "horizontalpodautoscalers"),
        Rule(Write, "batch", "cronjobs jobs"),
        Rule(Write, "policy", "poddisruptionbudgets"),
        Rule(Write, "networking.k8s.io", "ingresses networkpolicies"),
        Rule(All, "coordination.k8s.io", "leases"),
    ];
}
