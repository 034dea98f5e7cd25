namespace Timonier.Testing.Tests;

public sealed class FaultTests
{
    private const string ReplicaSets = "system:serviceaccount:kube-system:replicaset-controller";

    [Fact]
    public async Task Creations_RefusedAtFirst_AreTriedAgain()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });
        cluster.Faults.Refuse(call => call is { User: ReplicaSets, Verb: "create", Resource.Plural: "pods" }, times: 4);

        await cluster.ApplyAsync(Texts.Web);

        await cluster.UntilAllAsync("pods", all => all.Count == 3);
        (await cluster.EventsAsync()).ShouldContain(e => e.Reason == "FailedCreate" && e.Message.Contains("refused by the test"));
    }

    [Fact]
    public async Task Controllers_Stopped_LeaveEverythingAsItIsUntilTheyAreBack()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });
        await cluster.StopControllersAsync();
        await cluster.ApplyAsync(Texts.Web);
        await cluster.Clock.Advance(TimeSpan.FromHours(1));
        (await cluster.ListAsync("pods")).ShouldBeEmpty();

        cluster.StartControllers();

        await cluster.UntilAllAsync("pods", all => all.Count == 3);
    }

    [Fact]
    public async Task Watches_BrokenAndHeldBack_LoseNothing()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });
        cluster.Faults.DropWatch(call => call.User == ReplicaSets, times: 5);
        cluster.Faults.Conflict(call => call.Resource.Plural == "replicasets", times: 3);
        cluster.Faults.Delay(call => call.User == ReplicaSets && call.IsWrite, TimeSpan.FromSeconds(2));

        await cluster.ApplyAsync(Texts.Web);

        await cluster.UntilAllAsync("pods", all => all.Count == 3);
    }

    [Fact]
    public async Task Stranger_WithoutARole_IsRefused()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });

        var list = await cluster.As("mallory").ListAsync(new Kernel.ResourceName("", "v1", "secrets"), "default", new Contracts.Cluster.ListQuery());

        list.Failure!.Code.ShouldBe(403);
    }
}
