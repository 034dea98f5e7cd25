using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.GarbageCollection;
using Timonier.Controllers.Namespaces;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>Objects of custom kinds own, are owned and end as others do, whenever their kind came.</summary>
public sealed class CustomGarbageLoopTests
{
    private static readonly ResourceName Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly ResourceName Boats = new("harbour.example.com", "v1", "boats");
    private static readonly ResourceName BoatsTwo = Boats with { Version = "v2" };
    private static readonly ResourceName Docks = new("harbour.example.com", "v1", "docks");

    [Fact]
    public async Task CustomOwner_Deleted_TakesBuiltInDependentsAlong_ThoughItsKindCameLater()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        await cluster.SettleAsync();
        await DefineAsync(cluster, Boat);
        var boat = await cluster.PutAsync(Boats, ObjectOf("owner"));
        await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("child", ("Boat", boat)));
        await cluster.DeleteAsync(Boats, "owner", policy: "Foreground");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
        await cluster.UntilGoneAsync(Boats, "owner");
    }

    [Fact]
    public async Task BuiltInOwner_Deleted_TakesCustomDependentsAlong()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        var owner = await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("owner"));
        await DefineAsync(cluster, Boat);
        await cluster.PutAsync(Boats, ObjectOf("child", ("ConfigMap", owner)));
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "owner");
        await cluster.UntilGoneAsync(Boats, "child");
    }

    [Fact]
    public async Task Definition_Deleted_TakesTheDependentsOfItsObjectsAlong_OnceTheyMayGo()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        await DefineAsync(cluster, Boat);
        var free = await cluster.PutAsync(Boats, ObjectOf("free"));
        var held = await cluster.PutAsync(Boats, ObjectOf("held"));
        await cluster.PatchAsync(Boats, "held", "{'metadata':{'finalizers':['example.com/hold']}}");
        await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("of-free", ("Boat", free)));
        await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("of-held", ("Boat", held)));
        await cluster.DeleteAsync(Definitions, "boats.harbour.example.com", "");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "of-free");
        await cluster.ReadAsync(CoreResources.ConfigMaps, "of-held");
        await cluster.PatchAsync(Boats, "held", "{'metadata':{'finalizers':null}}");
        await cluster.UntilGoneAsync(Definitions, "boats.harbour.example.com", "");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "of-held");
    }

    [Fact]
    public async Task Definition_MadeAgainAtOnce_IsFollowedAgain()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        for (var round = 0; round < 3; round++)
        {
            await DefineAsync(cluster, Boat);
            var owner = await cluster.PutAsync(Boats, ObjectOf("owner"));
            await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("child", ("Boat", owner)));
            await cluster.DeleteAsync(Boats, "owner");
            await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
            await cluster.DeleteAsync(Definitions, "boats.harbour.example.com", "");
            await cluster.UntilGoneAsync(Definitions, "boats.harbour.example.com", "");
        }
    }

    [Fact]
    public async Task Version_Replaced_LeavesOwnersAndDependentsTogether()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Collector(cluster);
        await DefineAsync(cluster, Boat);
        var owner = await cluster.PutAsync(Boats, ObjectOf("owner"));
        await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("child", ("Boat", owner)));
        await cluster.SettleAsync();
        await cluster.PatchAsync(Definitions, "boats.harbour.example.com", "{'spec':{'versions':[" + Version("v1", served: false, storage: false) + "," + Version("v2", served: true, storage: true) + "]}}", "");
        await cluster.UntilAsync(BoatsTwo, "owner", _ => true);
        await cluster.UntilAsync(() => cluster.Kinds.Current.Find(Boats) is null);
        await cluster.ReadAsync(CoreResources.ConfigMaps, "child");
        await cluster.DeleteAsync(BoatsTwo, "owner", policy: "Foreground");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
        await cluster.UntilGoneAsync(BoatsTwo, "owner");
    }

    [Fact]
    public async Task ClusterWideObject_WithAnOwnerInANamespace_Lives()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await DefineAsync(cluster, Dock);
        var owner = await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("owner"));
        await cluster.PutAsync(Docks, ObjectOf("child", ("ConfigMap", owner)), "");
        await using var loop = Collector(cluster);
        await cluster.SettleAsync();
        await cluster.DeleteAsync(CoreResources.ConfigMaps, "owner");
        await cluster.SettleAsync();
        await loop.DisposeAsync();
        await using var next = Collector(cluster);
        await cluster.SettleAsync();
        await cluster.ReadAsync(Docks, "child", "");
    }

    [Fact]
    public async Task Object_WithAnOwnerInAnotherNamespace_Goes()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNamespaceAsync("shop");
        await DefineAsync(cluster, Boat);
        var owner = await cluster.PutAsync(Boats, ObjectOf("owner"), "shop");
        await cluster.PutAsync(CoreResources.ConfigMaps, ObjectOf("child", ("Boat", owner)));
        await using var loop = Collector(cluster);
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "child");
        await cluster.ReadAsync(Boats, "owner", "shop");
    }

    [Fact]
    public async Task Namespace_Deleted_WaitsForCustomObjectsAndSaysSo()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<ObjectKey>(cluster, "namespace-controller", (client, events) => new NamespaceController(client, events, new ControllersConfig { Kinds = cluster.Kinds }, cluster.Time));
        await cluster.AddNamespaceAsync("shop");
        await DefineAsync(cluster, Boat);
        await cluster.PutAsync(Boats, ObjectOf("free"), "shop");
        await cluster.PutAsync(Boats, "{'metadata':{'name':'held','finalizers':['example.com/hold']}}", "shop");
        await cluster.PutAsync(Boats, ObjectOf("elsewhere"));
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilAsync(CoreResources.Namespaces, "shop", n => Condition.ListOf(n.Status["conditions"u8])
            .Any(c => c is { Type: "NamespaceContentRemaining", Status: "True", Message: "Some resources are remaining: boats.harbour.example.com has 1 resource instances" }), "");
        await cluster.PatchAsync(Boats, "held", "{'metadata':{'finalizers':null}}", "shop");
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
        (await cluster.ListAsync(Boats)).Select(b => b.Name).ShouldBe(["elsewhere"]);
    }

    private static string Version(string name, bool served, bool storage) =>
        $"{{'name':'{name}','served':{(served ? "true" : "false")},'storage':{(storage ? "true" : "false")},'schema':{{'openAPIV3Schema':{{'type':'object'}}}}}}";

    private static string Boat => Definition("boats", "Boat", "Namespaced");

    private static string Dock => Definition("docks", "Dock", "Cluster");

    private static string Definition(string plural, string kind, string scope) =>
        $"{{'metadata':{{'name':'{plural}.harbour.example.com'}},'spec':{{'group':'harbour.example.com','scope':'{scope}','names':{{'plural':'{plural}','kind':'{kind}'}},'versions':[{Version("v1", served: true, storage: true)}]}}}}";

    private static async Task DefineAsync(LiveCluster cluster, string definition)
    {
        var made = await cluster.PutAsync(Definitions, definition, "");
        await cluster.UntilAsync(Definitions, made.Name, d => d.Uid == made.Uid && Condition.ListOf(d.Status["conditions"u8]).Any(c => c is { Type: "Established", Status: "True" }), "");
    }

    private static string ObjectOf(string name, params (string Kind, Document Object)[] owners) =>
        $"{{'metadata':{{'name':'{name}','ownerReferences':["
        + string.Join(',', owners.Select(o => $"{{'apiVersion':'{o.Object.ApiVersion}','kind':'{o.Kind}','name':'{o.Object.Name}','uid':'{o.Object.Uid}','blockOwnerDeletion':true}}")) + "]}}";

    private static Loop<GarbageKey> Collector(LiveCluster cluster) =>
        new(cluster, "generic-garbage-collector", (client, events) => new GarbageCollector(client, events, cluster.Kinds));
}
