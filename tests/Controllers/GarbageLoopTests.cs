using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.GarbageCollection;
using Timonier.Kinds;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class GarbageLoopTests
{
    [Fact]
    public async Task OwnerDeleted_InTheBackground_TakesItsDependentsAlong()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        await PutFamilyAsync(cluster);
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "grandparent");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "parent");
    }

    [Fact]
    public async Task OwnerDeleted_InTheForeground_GoesLast()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutFamilyAsync(cluster);
        await cluster.PatchAsync(CoreResources.ConfigMaps, "child", "{'metadata':{'finalizers':['example.com/hold']}}");
        await using var loop = Collector(cluster);
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "grandparent", policy: "Foreground");
        await cluster.UntilAsync(CoreResources.ConfigMaps, "child", c => !c.Metadata["deletionTimestamp"u8].IsNullOrMissing);
        await cluster.SettleAsync();
        (await cluster.ReadAsync(CoreResources.ConfigMaps, "grandparent")).Metadata["finalizers"u8][0].AsString().ShouldBe("foregroundDeletion");
        await cluster.ReadAsync(CoreResources.ConfigMaps, "parent");
        await cluster.PatchAsync(CoreResources.ConfigMaps, "child", "{'metadata':{'finalizers':null}}");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "grandparent");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "parent");
    }

    [Fact]
    public async Task OwnerDeleted_WithOrphaning_FreesItsDependents()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        await PutFamilyAsync(cluster);
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "parent", policy: "Orphan");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "parent");
        (await cluster.UntilAsync(CoreResources.ConfigMaps, "child", c => c.Metadata["ownerReferences"u8].Count == 0)).Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task OneOfTwoOwners_Deleted_IsOnlyForgotten()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var one = await cluster.PutAsync(CoreResources.ConfigMaps, Map("one"));
        var two = await cluster.PutAsync(CoreResources.ConfigMaps, Map("two"));
        await cluster.PutAsync(CoreResources.ConfigMaps, Map("child", ("one", one.Uid), ("two", two.Uid)));
        await using var loop = Collector(cluster);
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "one");
        var child = await cluster.UntilAsync(CoreResources.ConfigMaps, "child", c => c.Metadata["ownerReferences"u8].Count == 1);
        Owner(child).ShouldBe(two.Uid);
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "two");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
    }

    [Fact]
    public async Task OwnerGone_BeforeTheCollectorStarted_IsNoticed()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await PutFamilyAsync(cluster);
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "grandparent");
        await using var loop = Collector(cluster);
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "parent");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
    }

    [Fact]
    public async Task Owner_MadeAgainUnderItsName_IsAnother()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var owner = await cluster.PutAsync(CoreResources.ConfigMaps, Map("owner"));
        await cluster.PutAsync(CoreResources.ConfigMaps, Map("child", ("owner", owner.Uid)));
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "owner");
        await cluster.PutAsync(CoreResources.ConfigMaps, Map("owner"));
        await using var loop = Collector(cluster);
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
        await cluster.ReadAsync(CoreResources.ConfigMaps, "owner");
    }

    [Fact]
    public async Task Owner_OfAnUnknownKind_Lives()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.ConfigMaps, Map("child", ("x", "no-such-uid")).Replace("'kind':'ConfigMap','name':'x'", "'kind':'Martian','name':'x'", StringComparison.Ordinal));
        await using var loop = Collector(cluster);
        await cluster.SettleAsync();
        await cluster.ReadAsync(CoreResources.ConfigMaps, "child");
    }

    [Fact]
    public async Task TwoCollectors_AndARestart_LeaveNothingBehindAndNothingElseHarmed()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var one = Collector(cluster);
        var other = Collector(cluster);
        await cluster.PutAsync(CoreResources.ConfigMaps, Map("bystander"));
        await PutFamilyAsync(cluster);
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "grandparent", policy: "Foreground");
        await other.DisposeAsync();
        await using var again = Collector(cluster);
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "grandparent");
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.ConfigMaps, "default")).Select(m => m.Name).ShouldBe(["bystander"]);
    }

    [Theory]
    [InlineData("grandparent", "parent", "child")]
    [InlineData("child", "parent", "grandparent")]
    [InlineData("parent", "grandparent", "child")]
    [InlineData("parent", "child", "grandparent")]
    public async Task Family_DeletedInAnyOrder_IsGone(params string[] order)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        await PutFamilyAsync(cluster);
        foreach (var name in order) await cluster.Admin.DeleteAsync(CoreResources.ConfigMaps, "default", name);
        await cluster.UntilAsync(CoreResources.ConfigMaps, m => m.Count == 0, "default");
    }

    private static async Task PutFamilyAsync(LiveCluster cluster)
    {
        var grandparent = await cluster.PutAsync(CoreResources.ConfigMaps, Map("grandparent"));
        var parent = await cluster.PutAsync(CoreResources.ConfigMaps, Map("parent", ("grandparent", grandparent.Uid)));
        await cluster.PutAsync(CoreResources.ConfigMaps, Map("child", ("parent", parent.Uid)));
    }

    private static string Map(string name, params (string Name, string Uid)[] owners) =>
        $"{{'apiVersion':'v1','kind':'ConfigMap','metadata':{{'name':'{name}','ownerReferences':["
        + string.Join(',', owners.Select(o => $"{{'apiVersion':'v1','kind':'ConfigMap','name':'{o.Name}','uid':'{o.Uid}','blockOwnerDeletion':true}}")) + "]}}";

    private static Loop<GarbageKey> Collector(LiveCluster cluster) =>
        new(cluster, "generic-garbage-collector", (client, events) => new GarbageCollector(client, events, new KindRegistry()));
}
