using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.ServerLeases;
using Timonier.Controllers.ServiceAccounts;
using Timonier.Controllers.ServiceCidrs;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Timonier.Controllers.Tests;

/// <summary>What servers leave behind them and somebody looks after: their Leases, tokens of old, and the objects of service addresses.</summary>
public sealed class ServerUpkeepTests
{
    private const string Service = "{'metadata':{'name':'web'},'spec':{'ports':[{'port':80}]}}";

    [Fact]
    public async Task ServerLease_IsRenewed_AndGoesAnHourAfterItsServer()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var running = cluster.Start(ServerLease.Renewer(cluster.For(UserInfo.Controller(ServerLease.Account)), "host-1", cluster.Time, cluster.Ids, NullLogger<LeaseRenewer>.Instance).RunAsync);
        var name = ServerLease.NameOf("host-1");
        var lease = await cluster.UntilAsync(CoreResources.Leases, name, _ => true, "kube-system");
        lease.Metadata["labels"u8].ToString().ShouldBe("""{"apiserver.kubernetes.io/identity":"kube-apiserver","kubernetes.io/hostname":"host-1"}""");
        lease.Spec["holderIdentity"u8].AsString().ShouldStartWith(name + "_");
        lease.Spec["leaseDurationSeconds"u8].AsInt32().ShouldBe(3600);
        await cluster.UntilAsync(CoreResources.Leases, name, l => l.Spec["renewTime"u8].AsTime() > lease.Spec["renewTime"u8].AsTime(), "kube-system");
        await running.DisposeAsync();

        await cluster.PutAsync(CoreResources.Leases, "{'metadata':{'name':'apiserver-mute','labels':{'apiserver.kubernetes.io/identity':'kube-apiserver'}},'spec':{'holderIdentity':'x'}}", "kube-system");
        await cluster.PutAsync(CoreResources.Leases, "{'metadata':{'name':'of-another-kind'},'spec':{'holderIdentity':'x'}}", "kube-system");
        await using var loop = new Loop<string>(cluster, ServerLease.Account, (client, events) => new ServerLeaseController(client, events, cluster.Time));
        await cluster.UntilGoneAsync(CoreResources.Leases, "apiserver-mute", "kube-system");
        (await cluster.ReadAsync(CoreResources.Leases, name, "kube-system")).Name.ShouldBe(name);
        await cluster.AdvanceAsync(TimeSpan.FromHours(1));
        await cluster.UntilGoneAsync(CoreResources.Leases, name, "kube-system");
        (await cluster.ListAsync(CoreResources.Leases, "kube-system")).Select(l => l.Name).ShouldBe(["of-another-kind"]);
    }

    [Theory]
    [InlineData("host-1")]
    [InlineData("a-much-longer-name.of.a.machine")]
    public void ServerLease_IsNamedAfterItsMachine(string host) => ServerLease.NameOf(host).ShouldMatch("^apiserver-[a-z2-7]{26}$");

    [Fact]
    public async Task ServiceAddress_HasAnObjectThatNamesItsService_AsLongAsItIsHeld()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<string>(cluster, "service-cidrs-controller", (client, events) => new ServiceAddressController(client, events));
        await cluster.PutAsync(ServiceCidrPlan.Addresses, "{'metadata':{'name':'192.0.2.1'},'spec':{'parentRef':{'group':'gateways.example.com','resource':'gateways','name':'mine'}}}", "");
        var service = await cluster.PutAsync(CoreResources.Services, Service);
        var address = service.Spec["clusterIP"u8].AsString();
        var told = await cluster.UntilAsync(ServiceCidrPlan.Addresses, address, _ => true, "");
        told.Metadata["labels"u8].ToString().ShouldBe("""{"ipaddress.kubernetes.io/ip-family":"IPv4","ipaddress.kubernetes.io/managed-by":"ipallocator.k8s.io"}""");
        told.Spec.ToString().ShouldBe("""{"parentRef":{"resource":"services","namespace":"default","name":"web"}}""");
        // Deleted by somebody, it is made again; given up by its service, it goes; what is not ours stays.
        await cluster.DeleteAsync(ServiceCidrPlan.Addresses, address, "");
        await cluster.UntilAsync(ServiceCidrPlan.Addresses, address, a => a.Uid != told.Uid, "");
        await cluster.DeleteAsync(CoreResources.Services, "web");
        await cluster.UntilGoneAsync(ServiceCidrPlan.Addresses, address, "");
        await cluster.ReadAsync(ServiceCidrPlan.Addresses, "192.0.2.1", "");
    }

    [Fact]
    public async Task ServiceAddress_OfAServiceThatIsGone_IsClearedAwayAtTheStart()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(ServiceCidrPlan.Addresses, "{'metadata':{'name':'10.43.7.7','labels':{'ipaddress.kubernetes.io/managed-by':'ipallocator.k8s.io'}},'spec':{'parentRef':{'resource':'services','namespace':'default','name':'gone'}}}", "");
        await using var loop = new Loop<string>(cluster, "service-cidrs-controller", (client, events) => new ServiceAddressController(client, events));
        await cluster.UntilGoneAsync(ServiceCidrPlan.Addresses, "10.43.7.7", "");
        // The service of the API itself has its object too.
        var own = await cluster.ReadAsync(CoreResources.Services, "kubernetes");
        await cluster.UntilAsync(ServiceCidrPlan.Addresses, own.Spec["clusterIP"u8].AsString(), _ => true, "");
    }

    [Fact]
    public async Task TokenUse_IsNotedByTheDay_AndSoIsSinceWhen()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(CoreResources.Secrets, Token("old"));
        var uses = new LegacyTokenUses(cluster.Time);
        cluster.Start(stop => uses.RunAsync(cluster.For(UserInfo.Controller(LegacyTokenUses.Account)), stop));
        await cluster.UntilAsync(CoreResources.ConfigMaps, LegacyTokenUses.ConfigMapName, m => m.Root["data"u8]["since"u8].TextEquals("2026-03-01"u8), "kube-system");
        uses.Note("default", "old", "");
        await cluster.UntilAsync(CoreResources.Secrets, "old", s => s.Metadata["labels"u8][LegacyTokenPlan.LastUsed].AsString() == "2026-03-01");
    }

    [Fact]
    public async Task TokenOfOld_UnusedForAYear_IsDisowned_AndDeletedAfterAnother()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PatchAsync(CoreResources.ServiceAccounts, "default", "{'secrets':[{'name':'unused'},{'name':'used'},{'name':'mounted'}]}");
        foreach (var name in (string[])["unused", "used", "mounted", "by-hand"]) await cluster.PutAsync(CoreResources.Secrets, Token(name));
        await cluster.PatchAsync(CoreResources.Secrets, "used", $"{{'metadata':{{'labels':{{'{LegacyTokenPlan.LastUsed}':'2099-12-31'}}}}}}");
        await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("p", spec: ",'volumes':[{'name':'v','secret':{'secretName':'mounted'}}]"));
        var tracking = await cluster.PutAsync(CoreResources.ConfigMaps, $"{{'metadata':{{'name':'{LegacyTokenUses.ConfigMapName}'}},'data':{{'since':'2026-03-01'}}}}", "kube-system");
        LegacyTokenPlan.StartsAt(tracking, LegacyTokenController.Unused).ShouldBe(new DateTimeOffset(2027, 3, 2, 0, 0, 0, TimeSpan.Zero));
        await using var loop = new Loop<string>(cluster, "legacy-service-account-token-cleaner", (client, events) => new LegacyTokenController(client, events, cluster.Time));
        await cluster.AdvanceAsync(TimeSpan.FromDays(366));
        await cluster.UntilAsync(CoreResources.Secrets, "unused", s => LegacyTokenPlan.ParseDay(s.Metadata["labels"u8][LegacyTokenPlan.InvalidSince].AsString()) is not null);
        await cluster.AdvanceAsync(TimeSpan.FromDays(366));
        await cluster.UntilGoneAsync(CoreResources.Secrets, "unused");
        (await cluster.ListAsync(CoreResources.Secrets, "default")).Select(s => (s.Name, s.Metadata["labels"u8][LegacyTokenPlan.InvalidSince].Exists)).ShouldBe([("by-hand", false), ("mounted", false), ("used", false)]);
    }

    private static string Token(string name) =>
        $"{{'metadata':{{'name':'{name}','annotations':{{'kubernetes.io/service-account.name':'default'}}}},'type':'kubernetes.io/service-account-token','data':{{'token':'eA=='}}}}";
}
