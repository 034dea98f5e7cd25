namespace Timonier.Api.Tests.Writes;

/// <summary>What people write by hand is enough: defaults fill in the rest, and validation finds nothing.</summary>
public sealed class MinimalObjectTests
{
    private const string Template = "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    private const string Selector = "\"selector\":{\"matchLabels\":{\"a\":\"b\"}},";
    private const string JobTemplate = "\"template\":{\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    private const string Rule = "{\"operations\":[\"CREATE\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"resources\":[\"pods\"]}";

    [Theory]
    [InlineData("/apis/apps/v1/namespaces/default/daemonsets", "{" + Selector + Template + "}")]
    [InlineData("/apis/apps/v1/namespaces/default/statefulsets", "{" + Selector + "\"serviceName\":\"s\"," + Template + "}")]
    [InlineData("/apis/apps/v1/namespaces/default/deployments", "{" + Selector + Template + "}")]
    [InlineData("/apis/apps/v1/namespaces/default/replicasets", "{" + Selector + Template + "}")]
    [InlineData("/api/v1/namespaces/default/replicationcontrollers", "{" + Template + "}")]
    [InlineData("/apis/batch/v1/namespaces/default/jobs", "{" + JobTemplate + "}")]
    [InlineData("/apis/batch/v1/namespaces/default/cronjobs", "{\"schedule\":\"@daily\",\"jobTemplate\":{\"spec\":{" + JobTemplate + "}}}")]
    [InlineData("/api/v1/namespaces/default/services", "{\"ports\":[{\"port\":80}]}")]
    [InlineData("/api/v1/namespaces/default/services", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}")]
    [InlineData("/api/v1/namespaces/default/services", "{\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\",\"ports\":[{\"port\":80}]}")]
    [InlineData("/api/v1/namespaces/default/persistentvolumeclaims", "{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}}")]
    [InlineData("/api/v1/persistentvolumes", "{\"capacity\":{\"storage\":\"1Gi\"},\"accessModes\":[\"ReadWriteOnce\"],\"hostPath\":{\"path\":\"/a\"}}")]
    [InlineData("/api/v1/namespaces/default/limitranges", "{\"limits\":[{\"type\":\"Container\",\"default\":{\"cpu\":\"1\"}}]}")]
    [InlineData("/api/v1/namespaces/default/resourcequotas", "{\"hard\":{\"pods\":\"1\"}}")]
    [InlineData("/apis/policy/v1/namespaces/default/poddisruptionbudgets", "{\"minAvailable\":1}")]
    [InlineData("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", "{\"maxReplicas\":3,\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"d\"}}")]
    [InlineData("/apis/networking.k8s.io/v1/namespaces/default/ingresses", "{\"defaultBackend\":{\"service\":{\"name\":\"s\",\"port\":{\"number\":80}}}}")]
    [InlineData("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", "{\"podSelector\":{},\"ingress\":[{\"ports\":[{\"port\":80}]}]}")]
    [InlineData("/apis/networking.k8s.io/v1/ingressclasses", "{\"controller\":\"example.com/c\",\"parameters\":{\"kind\":\"K\",\"name\":\"n\"}}")]
    [InlineData("/apis/storage.k8s.io/v1/csidrivers", "{}")]
    [InlineData("/apis/storage.k8s.io/v1/volumeattachments", "{\"attacher\":\"d.example\",\"nodeName\":\"n\",\"source\":{\"persistentVolumeName\":\"v\"}}")]
    [InlineData("/apis/coordination.k8s.io/v1/namespaces/default/leases", "{}")]
    [InlineData("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", "{\"type\":\"Limited\",\"limited\":{\"limitResponse\":{\"type\":\"Queue\",\"queuing\":{}}}}")]
    [InlineData("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", "{\"priorityLevelConfiguration\":{\"name\":\"l\"}}")]
    [InlineData("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", "{\"validations\":[{\"expression\":\"true\"}],\"matchConstraints\":{\"resourceRules\":[" + Rule + "]}}")]
    [InlineData("/apis/resource.k8s.io/v1/namespaces/default/resourceclaims", "{\"devices\":{\"requests\":[{\"name\":\"r\",\"exactly\":{\"deviceClassName\":\"gpu\"}}]}}")]
    public Task Spec_Minimal_IsCreated(string path, string spec) => Created(path, "\"spec\":" + spec);

    [Theory]
    [InlineData("/apis/storage.k8s.io/v1/storageclasses", "\"provisioner\":\"example.com/p\"")]
    [InlineData("/apis/scheduling.k8s.io/v1/priorityclasses", "\"value\":1")]
    [InlineData("/apis/node.k8s.io/v1/runtimeclasses", "\"handler\":\"runc\"")]
    [InlineData("/api/v1/namespaces/default/serviceaccounts", "\"secrets\":[]")]
    [InlineData("/api/v1/namespaces/default/podtemplates", Template)]
    [InlineData("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "\"webhooks\":[{\"name\":\"a.example.com\",\"sideEffects\":\"None\",\"admissionReviewVersions\":[\"v1\"],\"clientConfig\":{\"url\":\"https://example.com\"},\"rules\":[" + Rule + "]}]")]
    public Task Fields_Minimal_AreCreated(string path, string fields) => Created(path, fields);

    private static async Task Created(string path, string fields)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, answer) = await server.SendAsync(HttpMethod.Post, path, "{\"metadata\":{\"name\":\"m\"}," + fields + "}");
        answer.Root["message"u8].AsString().ShouldBe("");
        code.ShouldBe(201);
    }

    [Fact]
    public async Task Job_WithoutSelector_GetsOneOfItsUid()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, job) = await server.SendAsync(HttpMethod.Post, "/apis/batch/v1/namespaces/default/jobs", "{\"metadata\":{\"name\":\"m\"},\"spec\":{" + JobTemplate + "}}");
        job.Spec["selector"u8].ToString().ShouldBe($$$"""{"matchLabels":{"batch.kubernetes.io/controller-uid":"{{{job.Uid}}}"}}""");
        job.Spec["template"u8]["metadata"u8]["labels"u8]["batch.kubernetes.io/job-name"u8].AsString().ShouldBe("m");
    }

    [Fact]
    public async Task Job_WithAnotherLabel_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var template = JobTemplate.Replace("{\"spec\"", "{\"metadata\":{\"labels\":{\"job-name\":\"x\",\"batch.kubernetes.io/job-name\":\"x\"}},\"spec\"", StringComparison.Ordinal);
        var (code, status) = await server.SendAsync(HttpMethod.Post, "/apis/batch/v1/namespaces/default/jobs", "{\"metadata\":{\"name\":\"m\"},\"spec\":{" + template + "}}");
        code.ShouldBe(422);
        status.Root["details"u8]["causes"u8][0]["field"u8].AsString().ShouldBe("spec.template.metadata.labels[job-name]");
    }
}
