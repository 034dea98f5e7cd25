using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Views;

namespace Timonier.Kinds.Tests;

public sealed class CatalogueTests
{
    private static readonly string[] Served =
    [
        "v1 bindings", "v1 componentstatuses", "v1 configmaps", "v1 endpoints", "v1 events", "v1 limitranges", "v1 namespaces", "v1 nodes",
        "v1 persistentvolumeclaims", "v1 persistentvolumes", "v1 pods", "v1 podtemplates", "v1 replicationcontrollers", "v1 resourcequotas",
        "v1 secrets", "v1 serviceaccounts", "v1 services",
        "admissionregistration.k8s.io/v1 mutatingadmissionpolicies", "admissionregistration.k8s.io/v1 mutatingadmissionpolicybindings",
        "admissionregistration.k8s.io/v1 mutatingwebhookconfigurations", "admissionregistration.k8s.io/v1 validatingadmissionpolicies",
        "admissionregistration.k8s.io/v1 validatingadmissionpolicybindings", "admissionregistration.k8s.io/v1 validatingwebhookconfigurations",
        "apiextensions.k8s.io/v1 customresourcedefinitions",
        "apiregistration.k8s.io/v1 apiservices",
        "apps/v1 controllerrevisions", "apps/v1 daemonsets", "apps/v1 deployments", "apps/v1 replicasets", "apps/v1 statefulsets",
        "authentication.k8s.io/v1 selfsubjectreviews", "authentication.k8s.io/v1 tokenreviews",
        "authorization.k8s.io/v1 localsubjectaccessreviews", "authorization.k8s.io/v1 selfsubjectaccessreviews",
        "authorization.k8s.io/v1 selfsubjectrulesreviews", "authorization.k8s.io/v1 subjectaccessreviews",
        "autoscaling/v1 horizontalpodautoscalers", "autoscaling/v2 horizontalpodautoscalers",
        "batch/v1 cronjobs", "batch/v1 jobs",
        "certificates.k8s.io/v1 certificatesigningrequests",
        "coordination.k8s.io/v1 leases",
        "discovery.k8s.io/v1 endpointslices",
        "events.k8s.io/v1 events",
        "flowcontrol.apiserver.k8s.io/v1 flowschemas", "flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations",
        "networking.k8s.io/v1 ingressclasses", "networking.k8s.io/v1 ingresses", "networking.k8s.io/v1 ipaddresses",
        "networking.k8s.io/v1 networkpolicies", "networking.k8s.io/v1 servicecidrs",
        "node.k8s.io/v1 runtimeclasses",
        "policy/v1 poddisruptionbudgets",
        "rbac.authorization.k8s.io/v1 clusterrolebindings", "rbac.authorization.k8s.io/v1 clusterroles", "rbac.authorization.k8s.io/v1 rolebindings",
        "rbac.authorization.k8s.io/v1 roles",
        "resource.k8s.io/v1 deviceclasses", "resource.k8s.io/v1 resourceclaims", "resource.k8s.io/v1 resourceclaimtemplates",
        "resource.k8s.io/v1 resourceslices",
        "scheduling.k8s.io/v1 priorityclasses",
        "storage.k8s.io/v1 csidrivers", "storage.k8s.io/v1 csinodes", "storage.k8s.io/v1 csistoragecapacities", "storage.k8s.io/v1 storageclasses",
        "storage.k8s.io/v1 volumeattachments", "storage.k8s.io/v1 volumeattributesclasses",
    ];

    [Fact]
    public void BuiltIn_Loaded_OffersTheseResources() =>
        KindCatalogue.BuiltIn.All.Select(k => $"{k.ApiVersion} {k.Plural}").Order(StringComparer.Ordinal).ShouldBe(Served.Order(StringComparer.Ordinal));

    [Fact]
    public void Kind_NotServed_IsFoundByNameOnly()
    {
        KindCatalogue.BuiltIn.Find(new ResourceName("apps", "v1beta1", "deployments")).ShouldBeNull();
        KindCatalogue.BuiltIn.FindKind("apps/v1beta1", "Deployment").ShouldNotBeNull().Served.ShouldBeFalse();
        KindCatalogue.BuiltIn.FindKind("apps/v1beta1", "Job").ShouldBeNull();
        KindCatalogue.BuiltIn.FindKind("apps/v7", "Deployment").ShouldBeNull();
        KindCatalogue.BuiltIn.FindKind("policy/v1", "Eviction").ShouldNotBeNull();
        KindCatalogue.BuiltIn.FindKind("v1", "DeleteOptions").ShouldNotBeNull();
        KindCatalogue.BuiltIn.FindKind("batch/v1", "DeleteOptions").ShouldNotBeNull();
    }

    [Fact]
    public void Types_All_HaveDistinctNamesAndNumbers()
    {
        foreach (var type in Types())
        {
            type.Fields.Select(f => f.Name).ShouldBeUnique($"{type}");
            type.Declared.Where(f => f.Number > 0).Select(f => f.Number).ShouldBeUnique($"{type}");
            foreach (var field in type.Fields)
            {
                foreach (var key in field.MapKeys) field.Type.Item!.Object!.Find(key).ShouldNotBeNull($"{type}.{field.Name} is keyed by {key}");
                if (field.MergeKey.Length > 0) field.Type.Item!.Object!.Find(field.MergeKey).ShouldNotBeNull($"{type}.{field.Name} merges by {field.MergeKey}");
            }
        }
    }

    [Fact]
    public void Subresources_All_NameKnownKindsOrConnectOptions()
    {
        foreach (var sub in KindCatalogue.BuiltIn.All.SelectMany(k => k.Subresources).Where(s => !s.Kind.EndsWith("Options", StringComparison.Ordinal)))
            KindCatalogue.BuiltIn.FindKind(sub.Group.Length == 0 ? sub.Version : $"{sub.Group}/{sub.Version}", sub.Kind).ShouldNotBeNull(sub.ToString());
    }

    [Theory]
    [InlineData("", "pods", "po", "all", "attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize,status")]
    [InlineData("", "services", "svc", "all", "proxy,status")]
    [InlineData("", "namespaces", "ns", "", "finalize,status")]
    [InlineData("apps", "deployments", "deploy", "all", "scale,status")]
    public void Kind_ForDiscovery_HasShortNamesCategoriesAndSubresources(string group, string plural, string shortNames, string categories, string subresources)
    {
        var kind = KindCatalogue.BuiltIn.Find(new ResourceName(group, "v1", plural)).ShouldNotBeNull();
        string.Join(',', kind.ShortNames).ShouldBe(shortNames);
        string.Join(',', kind.Categories).ShouldBe(categories);
        string.Join(',', kind.Subresources.Select(s => s.Name)).ShouldBe(subresources);
    }

    [Fact]
    public void Scale_OfDeployments_IsAutoscaling()
    {
        var scale = KindCatalogue.BuiltIn.FindKind("apps/v1", "Deployment")!.Subresource("scale").ShouldNotBeNull();
        (scale.Group, scale.Version, scale.Kind).ShouldBe(("autoscaling", "v1", "Scale"));
    }

    [Fact]
    public void Patching_OfPods_KnowsMergeKeysAlongThePath()
    {
        var containers = KindCatalogue.BuiltIn.FindKind("v1", "Pod")!.Patching.Field("spec")!.Field("containers").ShouldNotBeNull();
        (containers.Merges, containers.MergeKey).ShouldBe((true, "name"));
        containers.Item!.Field("ports")!.MergeKey.ShouldBe("containerPort");
        containers.Item!.Field("command")!.Merges.ShouldBeFalse();
        var volumes = KindCatalogue.BuiltIn.FindKind("v1", "Pod")!.Patching.Field("spec")!.Field("volumes").ShouldNotBeNull();
        (volumes.Merges, volumes.RetainsKeys).ShouldBe((true, true));
    }

    [Fact]
    public void Views_OfAPod_ReadNestedFields()
    {
        var pod = Pod.Of(Document.Parse("""
            {"metadata":{"name":"a","labels":{"app":"web"}},
             "spec":{"hostNetwork":true,"terminationGracePeriodSeconds":5,
               "containers":[{"name":"one","ports":[{"containerPort":80}],"livenessProbe":{"httpGet":{"port":"http"}}},{"name":"two"}],
               "volumes":[{"name":"v","emptyDir":{"medium":"Memory","sizeLimit":"1Ki"}}]}}
            """));
        pod.Metadata.Labels.TryGet("app", out var app).ShouldBeTrue();
        app.ShouldBe("web");
        pod.Spec.HostNetwork.ShouldBeTrue();
        pod.Spec.TerminationGracePeriodSeconds.ShouldBe(5);
        pod.Spec.Containers.Count.ShouldBe(2);
        pod.Spec.Containers[0].Ports[0].ContainerPortValue.ShouldBe(80);
        pod.Spec.Volumes[0].EmptyDir.Medium.ShouldBe("Memory");
        pod.Spec.Volumes[0].Secret.Exists.ShouldBeFalse();
        pod.Spec.Volumes[0].EmptyDir.SizeLimit.ShouldBe(Quantity.Parse("1024"));
        pod.Spec.Containers[0].LivenessProbe.HttpGet.Port.ShouldBe(new IntOrString("http"));
        pod.Spec.Containers[0].ReadinessProbe.HttpGet.Port.ShouldBeNull();
        pod.Status.StartTime.ShouldBeNull();
    }

    private static IEnumerable<ObjectType> Types()
    {
        var seen = new HashSet<ObjectType>();
        var open = new Stack<ObjectType>(KindCatalogue.BuiltIn.Known.Select(k => k.Schema));
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type)) continue;
            yield return type;
            foreach (var field in type.Declared)
            {
                var inside = field.Type;
                while (inside.Item is { } item) inside = item;
                if (inside.Object is { } nested) open.Push(nested);
            }
        }
    }
}
