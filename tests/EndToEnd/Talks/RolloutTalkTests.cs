using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Talks;

/// <summary>The nginx Deployment of the talks, rolled out, scaled, paused and undone.</summary>
public sealed class RolloutTalkTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task Nginx_RolloutVerbs_DoWhatTheySay()
    {
        var ns = await cluster.NamespaceAsync("rollout");
        await cluster.ApplyAsync(ns, Manifests.NginxDeployment);
        (await Rollout(ns, "status", "--timeout=90s")).MustSucceed().ShouldContain("successfully rolled out");
        (await cluster.KubectlAsync("get", "deploy", "-n", ns, "nginx-deployment", "--no-headers")).MustSucceed().ShouldMatch(@"^nginx-deployment +3/3 +3 +3 ");

        (await cluster.KubectlAsync("scale", "-n", ns, "deploy/nginx-deployment", "--replicas=2")).MustSucceed();
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "deploy", "-n", ns, "nginx-deployment", "-o", "jsonpath={.status.replicas}"), r => r.Output == "2");

        (await cluster.KubectlAsync("set", "env", "-n", ns, "deploy/nginx-deployment", "COLOUR=blue")).MustSucceed();
        (await Rollout(ns, "status", "--timeout=90s")).MustSucceed();
        (await Rollout(ns, "history")).MustSucceed().ShouldMatch(@"(?s)REVISION.*1 .*2 ");

        (await Rollout(ns, "undo")).MustSucceed().ShouldContain("rolled back");
        (await Rollout(ns, "status", "--timeout=90s")).MustSucceed();
        (await cluster.KubectlAsync("get", "deploy", "-n", ns, "nginx-deployment", "-o", "jsonpath={.spec.template.spec.containers[0].env}")).MustSucceed().ShouldBeEmpty();
        (await Rollout(ns, "history")).MustSucceed().ShouldMatch(@"(?s)REVISION.*2 .*3 ");

        (await Rollout(ns, "pause")).MustSucceed();
        (await cluster.KubectlAsync("set", "env", "-n", ns, "deploy/nginx-deployment", "COLOUR=green")).MustSucceed();
        var sets = (await cluster.KubectlAsync("get", "rs", "-n", ns, "-o", "name")).MustSucceed();
        (await Rollout(ns, "resume")).MustSucceed();
        (await Rollout(ns, "status", "--timeout=90s")).MustSucceed();
        (await cluster.KubectlAsync("get", "rs", "-n", ns, "-o", "name")).MustSucceed().Length.ShouldBeGreaterThan(sets.Length);
    }

    private Task<CommandResult> Rollout(string ns, string verb, params string[] more) =>
        cluster.KubectlAsync(["rollout", verb, "-n", ns, "deployment/nginx-deployment", .. more], input: null);
}
