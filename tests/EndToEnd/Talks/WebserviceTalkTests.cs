using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Talks;

/// <summary>The ReplicaSet of the talk, and the service in front of it: by address, by name and by node port.</summary>
public sealed class WebserviceTalkTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task Webservice_ReplicaSetAndService_AnswerInTurn()
    {
        var ns = await cluster.NamespaceAsync("webservice");
        await cluster.ApplyAsync(ns, Manifests.WebserviceReplicaSet);
        await Eventually.SucceedsAsync(
            () => cluster.KubectlAsync("get", "rs", "-n", ns, "webservice", "-o", "jsonpath={.status.readyReplicas}"), r => r.Output == "3");

        // 1. The generated pods.
        var pod = (await cluster.KubectlAsync("get", "po", "-n", ns, "-o", "yaml")).MustSucceed();
        pod.ShouldContain("generateName: webservice-");
        pod.ShouldContain("kind: ReplicaSet");
        pod.ShouldContain("blockOwnerDeletion: true");
        pod.ShouldContain("controller: true");
        var names = (await cluster.KubectlAsync("get", "po", "-n", ns, "-o", "name")).MustSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        names.ShouldAllBe(n => System.Text.RegularExpressions.Regex.IsMatch(n, "^pod/webservice-[bcdfghjklmnpqrstvwxz2456789]{5}$"));

        // 2. The service's address, from the node.
        await cluster.ApplyAsync(ns, Manifests.WebserviceService);
        var address = (await cluster.KubectlAsync("get", "svc", "-n", ns, "webservice", "-o", "jsonpath={.spec.clusterIP}")).MustSucceed();
        address.ShouldStartWith("10.43.");
        await AnswersAsync(() => cluster.FromNodeAsync("curl", "-sS", "--max-time", "5", $"http://{address}/whoami"), names);

        // 3. Its name, from another pod.
        await cluster.ApplyAsync(ns, Manifests.InfiniteLoop);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/infinite-loop", "--timeout=60s")).MustSucceed();
        await AnswersAsync(() => cluster.KubectlAsync("exec", "-n", ns, "infinite-loop", "--", "wget", "-qO-", "http://webservice/whoami"), names);
        (await cluster.KubectlAsync("exec", "-n", ns, "infinite-loop", "--", "nslookup", $"webservice.{ns}.svc.cluster.local")).MustSucceed().ShouldContain(address);

        // 4. A port of the node.
        await cluster.ApplyAsync(ns, Manifests.WebserviceNodePort);
        var port = (await cluster.KubectlAsync("get", "svc", "-n", ns, "webservice-node", "-o", "jsonpath={.spec.ports[0].nodePort}")).MustSucceed();
        int.Parse(port).ShouldBeInRange(30000, 32767);
        await AnswersAsync(() => cluster.FromNodeAsync("curl", "-sS", "--max-time", "5", $"http://{NetworkNamespace.Address}:{port}/whoami"), names);
        (await cluster.KubectlAsync("get", "svc", "-n", ns, "webservice-node", "-o", "wide")).MustSucceed().ShouldMatch($@"webservice-node +NodePort +10\.43\.[\d.]+ +<none> +80:{port}/TCP +\S+ +app=webservice");

        // 5. A deleted pod is replaced.
        (await cluster.KubectlAsync("delete", "-n", ns, names[0], "--grace-period=1")).MustSucceed();
        await Eventually.SucceedsAsync(
            () => cluster.KubectlAsync("get", "rs", "-n", ns, "webservice", "-o", "jsonpath={.status.readyReplicas}"), r => r.Output == "3");
    }

    /// <summary>Every answer is a pod's name, and after a few dozen questions more than one pod has answered.</summary>
    private static async Task AnswersAsync(Func<Task<CommandResult>> ask, IReadOnlyCollection<string> names)
    {
        await Eventually.SucceedsAsync(ask, r => r.ExitCode == 0);
        var answered = new HashSet<string>();
        for (var i = 0; i < 30 && answered.Count < 2; i++) answered.Add((await ask()).MustSucceed().Trim());
        answered.Count.ShouldBeGreaterThan(1);
        answered.ShouldBeSubsetOf(names.Select(n => n["pod/".Length..]));
    }
}
