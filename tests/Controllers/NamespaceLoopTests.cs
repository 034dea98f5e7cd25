using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Namespaces;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class NamespaceLoopTests
{
    private const string Pem = "-----BEGIN CERTIFICATE-----";

    [Fact]
    public async Task Namespace_Deleted_IsEmptiedAndGoes()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Namespaces(cluster);
        Kubelet(cluster);
        await cluster.AddNamespaceAsync("shop");
        await cluster.PutAsync(CoreResources.ConfigMaps, "{'metadata':{'name':'a'}}", "shop");
        await cluster.PutAsync(CoreResources.Pods, Pod("p"), "shop");
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
        (await cluster.ListAsync(CoreResources.ConfigMaps, "shop")).ShouldBeEmpty();
        (await cluster.ListAsync(CoreResources.ServiceAccounts, "default")).ShouldHaveSingleItem();
    }

    [Fact(DisplayName = "[sig-api-machinery] Namespaces [Serial] should ensure that all pods are removed when a namespace is deleted")]
    public Task Namespace_MadeAgain_HasNoPodsOfTheOldOne() => MadeAgainAsync(CoreResources.Pods, Pod("x"));

    [Fact(DisplayName = "[sig-api-machinery] Namespaces [Serial] should ensure that all services are removed when a namespace is deleted")]
    public Task Namespace_MadeAgain_HasNoServicesOfTheOldOne() => MadeAgainAsync(CoreResources.Services, "{'metadata':{'name':'x'},'spec':{'ports':[{'port':80}]}}");

    [Fact(DisplayName = "[sig-api-machinery] OrderedNamespaceDeletion namespace deletion should delete pod first")]
    public async Task Namespace_Deleted_LosesItsPodsFirst()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Namespaces(cluster);
        Kubelet(cluster);
        await cluster.AddNamespaceAsync("shop");
        await cluster.PutAsync(CoreResources.ConfigMaps, "{'metadata':{'name':'a'}}", "shop");
        await cluster.PutAsync(CoreResources.Pods, Pod("p", more: ",'finalizers':['example.com/hold']"), "shop");
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilAsync(CoreResources.Pods, "p", p => !p.Metadata["deletionTimestamp"u8].IsNullOrMissing, "shop");
        await cluster.UntilAsync(CoreResources.Namespaces, "shop", n => Condition.ListOf(n.Status["conditions"u8]).Any(c => c is { Type: "NamespaceDeletionContentFailure" or "NamespaceContentRemaining", Status: "True" }), "");
        (await cluster.ListAsync(CoreResources.ConfigMaps, "shop")).ShouldHaveSingleItem();
        await cluster.PatchAsync(CoreResources.Pods, "p", "{'metadata':{'finalizers':null}}", "shop");
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
    }

    [Fact]
    public async Task Namespace_WithAFinalizerInside_SaysWhatItWaitsFor()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Namespaces(cluster);
        await cluster.AddNamespaceAsync("shop");
        await cluster.PutAsync(CoreResources.ConfigMaps, "{'metadata':{'name':'a','finalizers':['example.com/hold']}}", "shop");
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilAsync(CoreResources.Namespaces, "shop", n => Condition.ListOf(n.Status["conditions"u8])
            .Any(c => c is { Type: "NamespaceFinalizersRemaining", Status: "True", Message: "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances" }), "");
        await cluster.PatchAsync(CoreResources.ConfigMaps, "a", "{'metadata':{'finalizers':null}}", "shop");
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
    }

    [Fact]
    public async Task Namespace_WhileAServerCannotBeAsked_StaysAndSaysSo_ButIsEmptied()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var foreign = new ForeignKinds([], ["coast.example.com/v1"]);
        await using var loop = Namespaces(cluster, () => foreign);
        await cluster.AddNamespaceAsync("shop");
        await cluster.PutAsync(CoreResources.ConfigMaps, "{'metadata':{'name':'a'}}", "shop");
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilGoneAsync(CoreResources.ConfigMaps, "a", "shop");
        await cluster.UntilAsync(CoreResources.Namespaces, "shop", n => Condition.ListOf(n.Status["conditions"u8])
            .Any(c => c is { Type: "NamespaceDeletionDiscoveryFailure", Status: "True", Reason: "DiscoveryFailed" }
                && c.Message == "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: coast.example.com/v1: stale GroupVersion discovery: coast.example.com/v1"), "");
        foreign = ForeignKinds.None;
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
    }

    [Fact]
    public async Task Namespace_TwoLeadersAndConflicts_StillGoes()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var touched = 0;
        cluster.Before = async call =>
        {
            if (call.Resource == CoreResources.Namespaces && Interlocked.Increment(ref touched) <= 4)
                await cluster.PatchAsync(CoreResources.Namespaces, call.Name, $"{{'metadata':{{'annotations':{{'touched':'{touched}'}}}}}}", "");
            return null;
        };
        await using var one = Namespaces(cluster);
        await using var other = Namespaces(cluster);
        await cluster.AddNamespaceAsync("shop");
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
    }

    [Fact]
    public async Task Namespace_HalfEmptiedByALeaderThatDied_IsFinishedByTheNext()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNamespaceAsync("shop");
        foreach (var name in (string[])["a", "b", "c"]) await cluster.PutAsync(CoreResources.ConfigMaps, $"{{'metadata':{{'name':'{name}'}}}}", "shop");
        var deletions = 0;
        cluster.Before = call => Task.FromResult(call.Verb == "delete" && Interlocked.Increment(ref deletions) > 1 ? new Status(503, "ServiceUnavailable", "the leader is dying") : null);
        var first = Namespaces(cluster);
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilAsync(() => Volatile.Read(ref deletions) > 1);
        await first.DisposeAsync();
        cluster.Before = _ => Task.FromResult<Status?>(null);
        await using var second = Namespaces(cluster);
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
    }

    [Fact]
    public async Task DefaultAccount_OfEveryNamespace_IsMadeAndMadeAgain()
    {
        await using var cluster = await LiveCluster.StartAsync(bare: true);
        await using var one = Accounts(cluster);
        await using var other = Accounts(cluster);
        await cluster.PutAsync(CoreResources.Namespaces, "{'metadata':{'name':'shop'}}", "");
        var first = await cluster.UntilAsync(CoreResources.ServiceAccounts, "default", _ => true, "shop");
        await cluster.UntilAsync(CoreResources.ServiceAccounts, "default", _ => true);
        await cluster.DeleteAsync(CoreResources.ServiceAccounts, "default", "shop");
        await cluster.UntilAsync(CoreResources.ServiceAccounts, "default", a => a.Uid != first.Uid, "shop");
    }

    [Fact]
    public async Task DefaultAccount_OfANamespaceThatEnds_StaysAway()
    {
        await using var cluster = await LiveCluster.StartAsync(bare: true);
        await using var accounts = Accounts(cluster);
        await cluster.PutAsync(CoreResources.Namespaces, "{'metadata':{'name':'shop'}}", "");
        await cluster.UntilAsync(CoreResources.ServiceAccounts, "default", _ => true, "shop");
        await using var namespaces = Namespaces(cluster);
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
        (await cluster.ListAsync(CoreResources.ServiceAccounts, "shop")).ShouldBeEmpty();
    }

    [Fact]
    public async Task RootCa_DeletedOrForged_IsPutRight()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var one = RootCa(cluster);
        await using var other = RootCa(cluster);
        await UntilTrusted();
        await cluster.PatchAsync(CoreResources.ConfigMaps, RootCaController.ConfigMapName, "{'data':{'ca.crt':'forged','more':'x'}}");
        await UntilTrusted();
        await cluster.DeleteAsync(CoreResources.ConfigMaps, RootCaController.ConfigMapName);
        await UntilTrusted();

        Task UntilTrusted() => cluster.UntilAsync(CoreResources.ConfigMaps, RootCaController.ConfigMapName,
            m => m.Root["data"u8].Count == 1 && m.Root["data"u8]["ca.crt"u8].AsString() == Pem);
    }

    [Fact]
    public async Task RootCa_OfANewServer_ReplacesTheOldOneAtItsStart()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.ConfigMaps, $"{{'metadata':{{'name':'{RootCaController.ConfigMapName}'}},'data':{{'ca.crt':'of yesterday'}}}}");
        await using var loop = RootCa(cluster);
        await cluster.UntilAsync(CoreResources.ConfigMaps, RootCaController.ConfigMapName, m => m.Root["data"u8]["ca.crt"u8].AsString() == Pem);
    }

    private static async Task MadeAgainAsync(ResourceName resource, string json)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Namespaces(cluster);
        Kubelet(cluster);
        await cluster.AddNamespaceAsync("shop");
        await cluster.PutAsync(resource, json, "shop");
        await cluster.DeleteAsync(CoreResources.Namespaces, "shop", "");
        await cluster.UntilGoneAsync(CoreResources.Namespaces, "shop", "");
        await cluster.AddNamespaceAsync("shop");
        (await cluster.ListAsync(resource, "shop")).ShouldBeEmpty();
    }

    private static Loop<ObjectKey> Namespaces(LiveCluster cluster, Func<ForeignKinds>? foreign = null) =>
        new(cluster, "namespace-controller", (client, events) => new NamespaceController(client, events, new ControllersConfig { Foreign = _ => ValueTask.FromResult(foreign?.Invoke() ?? ForeignKinds.None) }, cluster.Time));

    private static Loop<ObjectKey> Accounts(LiveCluster cluster) =>
        new(cluster, "service-account-controller", (client, events) => new DefaultServiceAccountController(client, events));

    private static Loop<ObjectKey> RootCa(LiveCluster cluster) =>
        new(cluster, "root-ca-cert-publisher", (client, events) => new RootCaController(client, events, Pem));
}
