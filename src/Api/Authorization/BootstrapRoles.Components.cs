using Timonier.Documents;

namespace Timonier.Api.Authorization;

public static partial class BootstrapRoles
{
    private static readonly DraftObject RecordEvents = Rule("create patch update", " events.k8s.io", "events");

    private static IEnumerable<DraftObject> ComponentRoles()
    {
        yield return ClusterRole("system:kube-scheduler",
            Rule(Read, "", "nodes namespaces persistentvolumeclaims pods services replicationcontrollers"),
            Rule(Read, "apps", "replicasets statefulsets"),
            Rule("create", "", "bindings pods/binding"),
            Rule("patch update", "", "pods/status"),
            Rule("create get list update watch", "coordination.k8s.io", "leases"),
            Copy(RecordEvents));
        yield return Bind("system:kube-scheduler", "system:kube-scheduler", User("system:kube-scheduler"));

        yield return ClusterRole("system:node-proxier",
            Rule("list watch", "", "services endpoints"),
            Rule(Read, "", "nodes"),
            Rule("list watch", "discovery.k8s.io", "endpointslices"),
            Copy(RecordEvents));
        yield return Bind("system:node-proxier", "system:node-proxier", User("system:kube-proxy"), Group("system:nodes"));

        yield return ClusterRole("system:kube-dns",
            Rule("list watch", "", "services endpoints pods namespaces"),
            Rule("list watch", "discovery.k8s.io", "endpointslices"));
        yield return Bind("system:kube-dns", "system:kube-dns", User("system:kube-dns"));

        // What a node reads and writes; NodeRestriction at admission narrows the writes to the node's own objects.
        yield return ClusterRole("system:node",
            Rule("create", "authentication.k8s.io", "tokenreviews"),
            Rule("create", "authorization.k8s.io", "localsubjectaccessreviews subjectaccessreviews"),
            Rule(Read, "", "services configmaps secrets persistentvolumeclaims persistentvolumes serviceaccounts"),
            Rule("create get list patch update watch", "", "nodes"),
            Rule("patch update", "", "nodes/status"),
            Rule("create delete get list watch", "", "pods"),
            Rule("patch update", "", "pods/status"),
            Rule("create", "", "pods/eviction serviceaccounts/token"),
            Rule("create delete get list patch update watch", "coordination.k8s.io", "leases"),
            Copy(RecordEvents));
        yield return Bind("system:node", "system:node", Group("system:nodes"));
    }

    private static IEnumerable<DraftObject> ControllerRoles()
    {
        DraftObject Leases() => Rule("create get list update watch", "coordination.k8s.io", "leases");
        var pods = Rule("create delete get list patch update watch", "", "pods");
        foreach (var (name, rules) in new (string, DraftObject[])[]
        {
            ("deployment-controller",
            [
                Rule("get list update watch", "apps", "deployments"),
                Rule("patch update", "apps", "deployments/status deployments/finalizers"),
                Rule("create delete get list patch update watch", "apps", "replicasets"),
                Rule(Read, "", "pods"),
            ]),
            ("replicaset-controller",
            [
                Rule("get list update watch", "apps", "replicasets"),
                Rule("patch update", "apps", "replicasets/status replicasets/finalizers"),
                pods,
            ]),
            ("namespace-controller",
            [
                Rule("delete get list watch", "", "namespaces"),
                Rule("update", "", "namespaces/finalize namespaces/status"),
                Rule("delete deletecollection get list watch", "*", "*"),
            ]),
            ("service-account-controller", [Rule("create get list watch", "", "serviceaccounts"), Rule(Read, "", "namespaces")]),
            ("tokens-controller", [Rule("delete get list update watch", "", "secrets"), Rule(Read, "", "serviceaccounts")]),
            ("root-ca-cert-publisher", [Rule("create get list update watch", "", "configmaps"), Rule(Read, "", "namespaces")]),
            ("generic-garbage-collector", [Rule("delete get list patch update watch", "*", "*")]),
            ("endpointslice-controller",
            [
                Rule(Read, "", "nodes pods services"),
                Rule("update", "", "services/finalizers"),
                Rule("create delete get list update watch", "discovery.k8s.io", "endpointslices"),
            ]),
            ("endpoint-controller",
            [
                Rule(Read, "", "pods services"),
                Rule("create delete get list update watch", "", "endpoints"),
                Rule("create", "", "endpoints/restricted"),
            ]),
            ("pod-garbage-collector", [Rule("delete get list watch", "", "pods"), Rule("patch update", "", "pods/status"), Rule(Read, "", "nodes")]),
            ("resourcequota-controller", [Rule("list watch", "*", "*"), Rule(Read, "", "resourcequotas"), Rule("update", "", "resourcequotas/status")]),
            ("node-controller",
            [
                Rule("delete get list patch update watch", "", "nodes"),
                Rule("patch update", "", "nodes/status pods/status"),
                Rule("delete get list watch", "", "pods"),
                Rule(Read, "coordination.k8s.io", "leases"),
            ]),
        })
        {
            yield return ClusterRole($"system:controller:{name}", [.. rules, Leases(), Copy(RecordEvents)]);
            yield return Bind($"system:controller:{name}", $"system:controller:{name}", ServiceAccount("kube-system", name));
        }
        yield return ClusterRole("system:kube-controller-manager", Leases(), Copy(RecordEvents));
        yield return Bind("system:kube-controller-manager", "system:kube-controller-manager", User("system:kube-controller-manager"));
    }
}
