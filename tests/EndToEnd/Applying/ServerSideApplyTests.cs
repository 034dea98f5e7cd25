using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Applying;

/// <summary>Server-side apply as kubectl does it; a server without a node is enough.</summary>
public sealed class ServerSideApplyTests : IAsyncLifetime
{
    private ClusterUnderTest cluster = null!;

    public async ValueTask InitializeAsync() => cluster = await ClusterUnderTest.StartAsync("ssa", "--no-agent");

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Apply_FromFirstToForced_TellsWhoOwnsWhat()
    {
        // 1 the first apply creates, the second changes nothing
        (await ApplyAsync(Web(replicas: 1))).MustSucceed().ShouldContain("deployment.apps/web serverside-applied");
        var version = await VersionAsync();
        (await ApplyAsync(Web(replicas: 1))).MustSucceed();
        (await VersionAsync()).ShouldBe(version);

        // 2 somebody scales: the field is now another's
        (await cluster.KubectlAsync("scale", "deployment/web", "--replicas=3")).MustSucceed();
        var refused = await ApplyAsync(Web(replicas: 1));
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas");
        refused.Error.ShouldContain("--force-conflicts");

        // 3 a difference is shown without writing it, and force takes the field back
        var diff = await cluster.KubectlAsync(["diff", "--server-side", "--force-conflicts", "-f", "-"], Web(replicas: 2));
        diff.ExitCode.ShouldBe(1, diff.All);
        diff.Output.ShouldContain("+  replicas: 2");
        (await ApplyAsync(Web(replicas: 2), "--force-conflicts")).MustSucceed();
        (await cluster.KubectlAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).MustSucceed().ShouldBe("2");

        // 4 owners are shown to who asks
        (await cluster.KubectlAsync("get", "deployment", "web", "-o", "yaml", "--show-managed-fields")).MustSucceed().ShouldContain("f:replicas: {}");
        (await cluster.KubectlAsync("get", "deployment", "web", "-o", "yaml")).MustSucceed().ShouldNotContain("managedFields");
    }

    [Fact]
    public async Task Apply_AfterAClientSideApply_TakesItsFieldsOver()
    {
        (await cluster.KubectlAsync(["apply", "-f", "-"], Settings("a: \"1\"\n  b: \"1\""))).MustSucceed();

        (await cluster.KubectlAsync(["apply", "--server-side", "-f", "-"], Settings("a: \"2\""))).MustSucceed();

        (await cluster.KubectlAsync("get", "configmap", "settings", "-o", "jsonpath={.data}")).MustSucceed().ShouldBe("""{"a":"2"}""");
        (await cluster.KubectlAsync("get", "configmap", "settings", "-o", "jsonpath={.metadata.managedFields[*].manager}")).MustSucceed().ShouldBe("kubectl kubectl-last-applied");

        // And back again: the annotation was kept true.
        (await cluster.KubectlAsync(["apply", "-f", "-"], Settings("c: \"3\""))).MustSucceed();
        (await cluster.KubectlAsync("get", "configmap", "settings", "-o", "jsonpath={.data}")).MustSucceed().ShouldBe("""{"c":"3"}""");
    }

    private Task<CommandResult> ApplyAsync(string manifest, params string[] options) => cluster.KubectlAsync(["apply", "--server-side", .. options, "-f", "-"], manifest);

    private async Task<string> VersionAsync() =>
        (await cluster.KubectlAsync("get", "deployment", "web", "-o", "jsonpath={.metadata.managedFields[?(@.operation==\"Apply\")].time}")).MustSucceed();

    private static string Settings(string data) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
          namespace: default
        data:
          {{data}}
        """;

    private static string Web(int replicas) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: default
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
              - name: web
                image: web:1
                ports:
                - containerPort: 53
                  protocol: TCP
                - containerPort: 53
                  protocol: UDP
        """;
}
