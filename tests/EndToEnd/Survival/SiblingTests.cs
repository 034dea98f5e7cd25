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
