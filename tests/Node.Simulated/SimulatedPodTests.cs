using Timonier.Contracts.Cluster;

namespace Timonier.Node.Simulated.Tests;

public sealed class SimulatedPodTests
{
    [Fact]
    public async Task Pod_BoundToASimulatedNode_RunsWithAnAddressOfTheNodesRange()
    {
        await using var played = await PlayedNodes.StartAsync();

        await played.BindAsync("web");
        var pod = await played.RunningAsync("web");

        pod.Status["podIP"u8].AsString().ShouldStartWith("10.42.0.");
        pod.Status["hostIP"u8].AsString().ShouldBe("100.64.0.1");
        pod.Status["containerStatuses"u8][0]["image"u8].AsString().ShouldBe("web:1");
    }

    [Fact]
    public async Task Pod_ThatIsDeleted_IsGoneWithItsContainers()
    {
        await using var played = await PlayedNodes.StartAsync();
        await played.BindAsync("web");
        await played.RunningAsync("web");

        await played.Cluster.DeleteAsync(CoreResources.Pods, "web", grace: null);

        await played.Cluster.UntilGoneAsync(CoreResources.Pods, "web");
        await played.Cluster.UntilAsync(() => played.Nodes.Find("sim-0")!.Runtime.ListSandboxesAsync(CancellationToken.None).Result.Count == 0);
    }

    [Fact]
    public async Task Pod_NotToBeRestarted_EndsWellAfterAMoment()
    {
        await using var played = await PlayedNodes.StartAsync();

        await played.BindAsync("work", spec: "'restartPolicy':'Never',");

        var pod = await played.UntilAsync("work", p => PlayedNodes.Phase(p) == "Succeeded");
        PlayedNodes.State(pod)["terminated"u8]["reason"u8].AsString().ShouldBe("Completed");
    }

    [Fact]
    public async Task Pod_WhoseAnnotationsSayHowItEnds_EndsSo()
    {
        await using var played = await PlayedNodes.StartAsync();

        await played.BindAsync("work", "'simulated.timonier.dev/exit-code':'3','simulated.timonier.dev/exit-reason':'OOMKilled'", spec: "'restartPolicy':'Never',");

        var pod = await played.UntilAsync("work", p => PlayedNodes.Phase(p) == "Failed");
        PlayedNodes.State(pod)["terminated"u8]["exitCode"u8].AsInt32().ShouldBe(3);
        PlayedNodes.State(pod)["terminated"u8]["reason"u8].AsString().ShouldBe("OOMKilled");
    }

    [Fact]
    public async Task Container_ThatCrashesTwice_IsRestartedUntilItStays()
    {
        await using var played = await PlayedNodes.StartAsync();

        await played.BindAsync("shaky", "'simulated.timonier.dev/exit-after':'1s','simulated.timonier.dev/exit-code':'1','simulated.timonier.dev/exit-times':'2'");

        var pod = await played.UntilAsync("shaky", p => p.Status["containerStatuses"u8][0]["restartCount"u8].AsInt32() == 2 && PlayedNodes.State(p)["running"u8].Exists);
        pod.Status["containerStatuses"u8][0]["lastState"u8]["terminated"u8]["exitCode"u8].AsInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Pod_WithAnImageThatCannotBePulled_SaysSo()
    {
        await using var played = await PlayedNodes.StartAsync();

        await played.BindAsync("web", "'simulated.timonier.dev/pull-error':'web:1'");

        await played.UntilAsync("web", p => PlayedNodes.State(p)["waiting"u8]["reason"u8].AsString() is "ErrImagePull" or "ImagePullBackOff");
    }

    [Fact]
    public async Task Pod_WhoseConfigMapIsMissing_WaitsForIt()
    {
        await using var played = await PlayedNodes.StartAsync();
        await played.BindAsync("web", spec: "'volumes':[{'name':'settings','configMap':{'name':'settings'}}],");
        await played.Cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["reason"u8].AsString() == "FailedMount"));

        await played.Cluster.PutAsync(CoreResources.ConfigMaps, "{'metadata':{'name':'settings'},'data':{'a':'b'}}");

        await played.RunningAsync("web");
    }

    [Fact]
    public async Task Pod_WithAReadinessProbe_IsReadyWhenItsLifeSaysSo()
    {
        await using var played = await PlayedNodes.StartAsync();
        await played.BindAsync("web", "'simulated.timonier.dev/ready-after':'40s'", "'readinessProbe':{'httpGet':{'port':80},'periodSeconds':10}");
        await played.UntilAsync("web", p => PlayedNodes.Phase(p) == "Running");
        var started = played.Cluster.Time.GetUtcNow();

        await played.RunningAsync("web");

        (played.Cluster.Time.GetUtcNow() - started).ShouldBeGreaterThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Init_Containers_EndOneAfterTheOther()
    {
        await using var played = await PlayedNodes.StartAsync();

        await played.BindAsync("web", spec: "'initContainers':[{'name':'one','image':'i:1'},{'name':'two','image':'i:1'}],");

        var pod = await played.RunningAsync("web");
        foreach (var init in pod.Status["initContainerStatuses"u8].Items) init["state"u8]["terminated"u8]["exitCode"u8].AsInt32OrNull().ShouldBe(0);
    }
}
