using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>The verbs that look at what was, under the rights of a kubeconfig.</summary>
public sealed class PastTests(ApiCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task Verbs_OverTheHistoryOfAnObject_ShowItAndBringItBack()
    {
        var space = await cluster.NamespaceAsync("past");
        (await cluster.KubectlAsync("create", "configmap", "a", "-n", space, "--from-literal=v=1")).MustSucceed();
        var first = (await cluster.KubectlAsync("get", "configmap", "a", "-n", space, "-o", "jsonpath={.metadata.resourceVersion}")).MustSucceed();
        (await cluster.KubectlAsync("patch", "configmap", "a", "-n", space, "--type=merge", "-p", """{"data":{"v":"2"}}""")).MustSucceed();
        (await PastAsync("diff", "configmaps", "--since", first, "-n", space)).ShouldBe($"~ configmaps/a in past (revision {await RevisionOfLastAsync(space)})\n    data.v: 1 -> 2\n");
        (await cluster.KubectlAsync("delete", "configmap", "a", "-n", space)).MustSucceed();

        var history = (await PastAsync("history", "cm/a", "-n", space)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        history.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]).ShouldBe(["CHANGE", "ADDED", "MODIFIED", "DELETED"]);
        history[2].ShouldEndWith("data.v: 1 -> 2");
        (await PastAsync("get", "configmap/a", "--at", first, "-n", space, "-o", "json")).ShouldContain("\"v\":\"1\"");
        (await PastAsync("get", "configmaps", "--at", "1ms", "-n", space)).ShouldStartWith("NAME ");

        await PastAsync("undelete", "cm/a", "-n", space);
        (await cluster.KubectlAsync("get", "configmap", "a", "-n", space, "-o", "jsonpath={.data.v}")).MustSucceed().ShouldBe("2");
        (await cluster.RunClientAsync([Paths.Executable, "undelete", "cm/a", "-n", space])).All.ShouldContain("is there");
        (await cluster.RunClientAsync([Paths.Executable, "get", "cm", "--at", "1000h", "-n", space])).All.ShouldContain("does not reach back that far");
        (await cluster.RunClientAsync([Paths.Executable, "history", "nothing/a", "-n", space])).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Plan_OfAFolder_ShowsWhatWouldBecomeOfItAndTouchesNothing()
    {
        var space = await cluster.NamespaceAsync("planned");
        (await cluster.KubectlAsync("create", "deployment", "web", "-n", space, "--image=registry.example/web:1")).MustSucceed();
        (await cluster.KubectlAsync("wait", "deployment/web", "-n", space, "--for=jsonpath={.status.updatedReplicas}=1")).MustSucceed();
        var folder = Directory.CreateTempSubdirectory("timonier-plan-");
        try
        {
            var manifest = (await cluster.KubectlAsync("create", "deployment", "web", "-n", space, "--image=registry.example/web:2", "--dry-run=client", "-o", "yaml")).MustSucceed();
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "web.yaml"), manifest);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "bad.yaml"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {v: 1}}");

            var plan = await PastAsync("plan", "-f", folder.FullName, "-n", space);

            plan.ShouldStartWith("Refused:\n  ! ConfigMap/a in planned: ");
            plan.ShouldContain("~ Deployment/web in planned");
            plan.ShouldContain("image: registry.example/web:1 -> registry.example/web:2");
            plan.ShouldContain("+ ReplicaSet/web-");
            (await cluster.KubectlAsync("get", "deployment", "web", "-n", space, "-o", "jsonpath={.spec.template.spec.containers[0].image}")).MustSucceed().ShouldBe("registry.example/web:1");
            (await cluster.RunClientAsync([Paths.Executable, "plan", "-f", Path.Combine(folder.FullName, "none")])).ExitCode.ShouldBe(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> RevisionOfLastAsync(string space) =>
        (await cluster.KubectlAsync("get", "configmap", "a", "-n", space, "-o", "jsonpath={.metadata.resourceVersion}")).MustSucceed();

    private async Task<string> PastAsync(params string[] verb) => (await cluster.RunClientAsync([Paths.Executable, .. verb])).MustSucceed();
}
