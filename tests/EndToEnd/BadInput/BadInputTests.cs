using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.BadInput;

/// <summary>What kubectl tells a user who got it wrong: the server's words are upstream's.</summary>
public sealed class BadInputTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Theory]
    [InlineData("kind: Pod\nmetadata: {name: x}", "apiVersion not set")]
    [InlineData("apiVersion: v1\nkind: Pood\nmetadata: {name: x}", "no matches for kind \"Pood\" in version \"v1\"")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: UPPER}", "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}", "spec.containers: Required value")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a, image: b}], colour: blue}", "unknown field \"spec.colour\"")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: many, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}}", "cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}}, spec: {containers: [{name: a, image: b}]}}}", "`selector` does not match template `labels`")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{port: 99999}]}", "spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive")]
    [InlineData("a: [", "error parsing")]
    [InlineData("apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: x}\nspec: {backend: {serviceName: a, servicePort: 80}}", "no matches for kind \"Ingress\" in version \"extensions/v1beta1\"")]
    [InlineData("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {resources: {requests: {storage: 1Gi}}}", "spec.accessModes: Required value: at least 1 access mode is required")]
    public async Task Apply_Wrong_SaysWhat(string manifest, string message)
    {
        var answer = await cluster.KubectlAsync(["apply", "-f", "-"], manifest);
        answer.ExitCode.ShouldNotBe(0);
        answer.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Replace_WithAnOldResourceVersion_IsAConflict()
    {
        var ns = await cluster.NamespaceAsync("conflict");
        (await cluster.KubectlAsync("create", "configmap", "-n", ns, "c", "--from-literal=a=1")).MustSucceed();
        var old = (await cluster.KubectlAsync("get", "configmap", "-n", ns, "c", "-o", "yaml")).MustSucceed();
        (await cluster.KubectlAsync("patch", "configmap", "-n", ns, "c", "--type=merge", "-p", """{"data":{"a":"2"}}""")).MustSucceed();
        (await cluster.KubectlAsync(["replace", "-f", "-"], old)).Error.ShouldContain(
            "Operation cannot be fulfilled on configmaps \"c\": the object has been modified; please apply your changes to the latest version and try again");
    }

    [Fact]
    public async Task Get_UnknownThings_AreNotFound()
    {
        (await cluster.KubectlAsync("get", "pod", "absent")).Error.Trim().ShouldBe("Error from server (NotFound): pods \"absent\" not found");
        (await cluster.KubectlAsync("get", "unicorns")).Error.ShouldContain("the server doesn't have a resource type \"unicorns\"");
        (await cluster.KubectlAsync("create", "configmap", "-n", "absent", "x")).Error.ShouldContain("namespaces \"absent\" not found");
    }

    [Fact]
    public async Task Anonymous_IsLetInToHealthAndVersionOnly()
    {
        async Task<string> CodeOf(string path) =>
            (await cluster.FromNodeAsync("curl", "-sk", "-o", "/dev/null", "-w", "%{http_code}", $"https://127.0.0.1:6443{path}")).MustSucceed();
        (await CodeOf("/healthz")).ShouldBe("200");
        (await CodeOf("/version")).ShouldBe("200");
        (await CodeOf("/api/v1/pods")).ShouldBe("403");
        (await CodeOf("/metrics")).ShouldBe("403");
    }
}
