using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Helm 4 with a chart of our own: install, upgrade, rollback, history, test, uninstall, dry run with lookup.</summary>
public sealed class HelmTests(SharedCluster shared)
{
    private static readonly string Chart = Path.Combine(Paths.Root, "tests", "EndToEnd", "Clients", "chart");
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task Release_WholeLife_IsAsHelmSays()
    {
        var ns = await cluster.NamespaceAsync("charts");
        (await HelmAsync("install", "greeter", Chart, "-n", ns, "--dry-run=server")).MustSucceed().ShouldContain("seen: \"charts\"");
        (await HelmAsync("list", "-n", ns, "-q")).MustSucceed().ShouldBeEmpty();

        (await HelmAsync("install", "greeter", Chart, "-n", ns, "--wait", "--timeout=90s")).MustSucceed().ShouldContain("hello from greeter, revision 1");
        (await HelmAsync("status", "greeter", "-n", ns)).MustSucceed().ShouldContain("STATUS: deployed");
        (await HelmAsync("test", "greeter", "-n", ns, "--timeout=60s")).MustSucceed().ShouldMatch(@"Phase: +Succeeded");

        (await HelmAsync("upgrade", "greeter", Chart, "-n", ns, "--set=greeting=bonjour,replicas=2", "--wait", "--timeout=90s")).MustSucceed().ShouldContain("bonjour from greeter, revision 2");
        (await GreetingAsync(ns)).ShouldBe("bonjour 2");
        (await HelmAsync("upgrade", "greeter", Chart, "-n", ns, "--set=replicas=wrong")).ExitCode.ShouldNotBe(0);

        (await HelmAsync("rollback", "greeter", "1", "-n", ns, "--wait", "--timeout=90s")).MustSucceed().ShouldContain("Rollback was a success");
        (await GreetingAsync(ns)).ShouldBe("hello 1");
        (await HelmAsync("history", "greeter", "-n", ns)).MustSucceed().ShouldMatch(@"(?s)1 .*superseded.*2 .*superseded.*3 .*failed.*4 .*deployed.*Rollback to 1");

        (await HelmAsync("uninstall", "greeter", "-n", ns, "--wait", "--timeout=90s")).MustSucceed();
        (await cluster.KubectlAsync("get", "deployment,service,secret", "-n", ns, "-o", "name")).MustSucceed().ShouldBeEmpty();
    }

    private async Task<string> GreetingAsync(string ns) =>
        (await cluster.KubectlAsync("get", "configmap/greeter", "-n", ns, "-o", "jsonpath={.data.greeting}")).MustSucceed() + " "
        + (await cluster.KubectlAsync("get", "deployment/greeter", "-n", ns, "-o", "jsonpath={.spec.replicas}")).MustSucceed();

    private Task<CommandResult> HelmAsync(params string[] words) => cluster.RunClientAsync([Paths.Helm, .. words], limitSeconds: 180);
}
