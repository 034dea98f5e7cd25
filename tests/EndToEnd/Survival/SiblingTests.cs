using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Survival;

/// <summary>Two servers on one etcd: either may be killed, and nobody who uses the other has to do anything.</summary>
public sealed class SiblingTests
{
    [Fact]
    public async Task Rollout_WhoseServerIsKilled_GoesOnAtTheOther()
    {
        await using var cluster = await ClusterUnderTest.StartOnEtcdAsync("first", "--no-agent");
        await using var sibling = await SiblingServer.StartAsync(cluster);
        (await cluster.KubectlAsync("create", "deployment", "web", "--image=one", "--replicas=3")).MustSucceed();
        await Eventually.SucceedsAsync(() => sibling.KubectlAsync("get", "pods", "-o", "name"), pods => pods.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == 3);

        await cluster.KillServerAsync();

        (await sibling.KubectlAsync("set", "image", "deployment/web", "one=two")).MustSucceed();
        await Eventually.SucceedsAsync(
            () => sibling.KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].spec.containers[0].image}"), images => images.Output.Contains("two", StringComparison.Ordinal));
        await cluster.StartServerAsync();
        (await cluster.KubectlAsync("get", "deployment", "web", "-o", "jsonpath={.metadata.generation}")).MustSucceed().ShouldBe("2");
    }

    [Fact]
    public async Task Keys_RotatedOnOneServer_AreTheOthersToo()
    {
        await using var cluster = await ClusterUnderTest.StartOnEtcdAsync("first", "--no-agent");
        await using var sibling = await SiblingServer.StartAsync(cluster);
        (await cluster.KubectlAsync("create", "secret", "generic", "before", "--from-literal=k=v")).MustSucceed();
        var old = (await cluster.TimonierAsync("secrets", "status")).MustSucceed();

        (await cluster.TimonierAsync("secrets", "rotate-keys", "--datastore-endpoint", EtcdUnderTest.Endpoint)).MustSucceed().ShouldContain("done");

        (await sibling.KubectlAsync("create", "secret", "generic", "after", "--from-literal=k=v")).MustSucceed();
        foreach (var ask in (Func<string[], Task<CommandResult>>[])[cluster.KubectlAsync, sibling.KubectlAsync])
            (await ask(["get", "secrets", "-o", "name"])).MustSucceed().ShouldBe("secret/after\nsecret/before\n");
        var now = (await cluster.TimonierAsync("secrets", "status")).MustSucceed();
        now.Split('\n').Count(line => line.StartsWith("key ", StringComparison.Ordinal)).ShouldBe(1);
        now.ShouldContain(" 2 objects");
        now.ShouldNotContain(old.Split('\n').Single(line => line.StartsWith("key ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

        // A third, who comes when all is over, is given the key of today.
        await using var third = await SiblingServer.StartAsync(cluster, "third", "6445");
        (await third.KubectlAsync("get", "secret", "before", "-o", "jsonpath={.data.k}")).MustSucceed().ShouldBe("dg==");
    }

    [Fact]
    public async Task Services_MadeThroughBothServersAtOnce_NeverShareAnAddressOrPort()
    {
        await using var cluster = await ClusterUnderTest.StartOnEtcdAsync("first", "--no-agent");
        await using var sibling = await SiblingServer.StartAsync(cluster);
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => n % 2 == 0
            ? cluster.KubectlAsync("create", "service", "nodeport", $"s{n}", "--tcp=80")
            : sibling.KubectlAsync("create", "service", "nodeport", $"s{n}", "--tcp=80")));
        foreach (var answer in made) answer.MustSucceed();
        foreach (var field in (string[])["{.spec.clusterIP}", "{.spec.ports[0].nodePort}"])
        {
            var values = (await cluster.KubectlAsync("get", "services", "-o", $"jsonpath={{range .items[?(@.spec.type==\"NodePort\")]}}{field} {{end}}")).MustSucceed();
            values.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBeUnique();
        }

        // One address, asked for by name at both.
        var wanted = await Task.WhenAll(
            cluster.KubectlAsync("create", "service", "clusterip", "one", "--tcp=80", "--clusterip=10.43.200.200"),
            sibling.KubectlAsync("create", "service", "clusterip", "two", "--tcp=80", "--clusterip=10.43.200.200"));
        wanted.Count(answer => answer.ExitCode == 0).ShouldBe(1);
        wanted.Single(answer => answer.ExitCode != 0).All.ShouldContain("provided IP is already allocated");
    }
}
