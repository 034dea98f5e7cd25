using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Survival;

/// <summary>A cluster that is killed again and again while clients write and containers run.</summary>
public sealed class SurvivalTests
{
    private const int Kills = 5;
    private const string Containers = "jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount}{\"\\n\"}{end}";

    [Fact]
    public async Task SigKill_AtAnyMoment_LosesNothingAcknowledgedAndRestartsNoContainer()
    {
        await TestImages.BuildAsync();
        await using var cluster = await ClusterUnderTest.StartAsync("survivor");
        await cluster.ImportAsync("webservice");
        await cluster.ApplyAsync("default", Talks.Manifests.WebserviceReplicaSet);
        await Eventually.SucceedsAsync(
            () => cluster.KubectlAsync("get", "rs", "webservice", "-o", "jsonpath={.status.readyReplicas}"), r => r.Output == "3");
        var before = (await cluster.KubectlAsync("get", "po", "-o", Containers)).MustSucceed();

        var acknowledged = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            // Writes until the kill interrupts them; what kubectl reported as created must be there afterwards.
            using var stop = new CancellationTokenSource();
            var writing = WriteAsync(cluster, kill, acknowledged, stop.Token);
            await Eventually.SucceedsAsync(
                () => Task.FromResult(new CommandResult(0, CountOf(acknowledged, kill).ToString(), "")), r => int.Parse(r.Output) >= 3 + kill);
            await cluster.KillServerAsync();
            await stop.CancelAsync();
            await writing;
            await cluster.StartServerAsync();
        }
        var names = (await cluster.KubectlAsync("get", "configmaps", "-o", "name")).MustSucceed().Split('\n');
        foreach (var name in acknowledged) names.ShouldContain($"configmap/{name}");

        await Eventually.SucceedsAsync(
            () => cluster.KubectlAsync("get", "rs", "webservice", "-o", "jsonpath={.status.readyReplicas}"), r => r.Output == "3");
        (await cluster.KubectlAsync("get", "po", "-o", Containers)).MustSucceed().ShouldBe(before);
        var pod = before.Split(' ')[0];
        (await cluster.KubectlAsync("exec", pod, "--", "hostname")).MustSucceed().Trim().ShouldBe(pod);
    }

    private static int CountOf(List<string> acknowledged, int kill)
    {
        lock (acknowledged) return acknowledged.Count(n => n.StartsWith($"kill{kill}-", StringComparison.Ordinal));
    }

    private static async Task WriteAsync(ClusterUnderTest cluster, int kill, List<string> acknowledged, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var name = $"kill{kill}-{i}";
            var created = await cluster.KubectlAsync("create", "configmap", name, "--from-literal=a=b");
            if (created.ExitCode != 0) continue;
            lock (acknowledged) acknowledged.Add(name);
        }
    }
}
