using Timonier.Contracts.Cluster;
using Timonier.Controllers.EndpointMirrors;
using Timonier.Controllers.EndpointSlices;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Nodes;
using Timonier.Controllers.ServiceCidrs;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

/// <summary>The small controllers around services and nodes: mirrored Endpoints, ranges of service addresses, hints, and how long nodes may trust what they read.</summary>
public sealed class NetworkControllerTests
{
    private const string Service = "{'metadata':{'name':'db','namespace':'default'},'spec':{'clusterIP':'10.96.0.10','ports':[{'port':5432}]}}";
    private const string Written = "{'metadata':{'name':'db','namespace':'default','uid':'e','labels':{'x':'y'}},'subsets':[{'addresses':[{'ip':'192.0.2.1'},{'ip':'2001:db8::1'}],'notReadyAddresses':[{'ip':'192.0.2.2','hostname':'h'}],'ports':[{'name':'pg','port':5432}]}]}";

    [Fact]
    public async Task Endpoints_WrittenByHand_AreMirroredAsTheyChange()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<ObjectKey>(cluster, "endpointslicemirroring-controller", (client, events) => new EndpointMirrorController(client, events, cluster.Time));
        await cluster.PutAsync(CoreResources.Services, "{'metadata':{'name':'db'},'spec':{'ports':[{'port':5432}]}}");
        var written = await cluster.PutAsync(CoreResources.Endpoints, Written.Replace("'uid':'e',", "", StringComparison.Ordinal));
        var slices = await cluster.UntilAsync(CoreResources.EndpointSlices, all => all.Count == 2);
        slices.Select(s => s.Root["addressType"u8].AsString()).Order(StringComparer.Ordinal).ShouldBe(["IPv4", "IPv6"]);
        slices.Select(Workloads.Owner).ShouldAllBe(owner => owner == written.Uid);

        await cluster.PatchAsync(CoreResources.Endpoints, "db", "{'subsets':[{'addresses':[{'ip':'192.0.2.9'}],'ports':[{'name':'pg','port':5432}]}]}");
        var left = await cluster.UntilAsync(CoreResources.EndpointSlices, all => all.Count == 1 && all[0].Root["endpoints"u8][0]["addresses"u8][0].TextEquals("192.0.2.9"u8));
        await cluster.SettleAsync();
        cluster.Written.Count(w => w.Verb == "create" && w.Resource == CoreResources.EndpointSlices).ShouldBe(2);

        // From here on it is the service's own selector that counts.
        await cluster.PatchAsync(CoreResources.Services, "db", "{'spec':{'selector':{'app':'db'}}}");
        await cluster.UntilGoneAsync(CoreResources.EndpointSlices, left[0].Name);
    }

    [Theory]
    [InlineData("", Written, 2)]
    [InlineData(",'selector':{'a':'b'}", Written, 0)]
    [InlineData("", "{'metadata':{'name':'db','namespace':'default','labels':{'endpointslice.kubernetes.io/skip-mirror':'true'}},'subsets':[{'addresses':[{'ip':'192.0.2.1'}]}]}", 0)]
    [InlineData("", "{'metadata':{'name':'db','namespace':'default','annotations':{'control-plane.alpha.kubernetes.io/leader':'{}'}},'subsets':[{'addresses':[{'ip':'192.0.2.1'}]}]}", 0)]
    public void Endpoints_ThatSomebodyElseLooksAfter_AreNotMirrored(string spec, string endpoints, int slices) =>
        EndpointMirrorPlan.Compute(Parse(Service.Replace("}]}}", $"}}]{spec}}}}}", StringComparison.Ordinal)), Parse(endpoints), []).Actions.Count.ShouldBe(slices);

    [Fact]
    public void Mirror_SaysTheSame_AndSkipsWhatIsTooMuch()
    {
        var four = EndpointMirrorPlan.Compute(Parse(Service), Parse(Written), []).Actions.OfType<CreateAction>().Single(a => a.Body.String("addressType") == "IPv4").Body.ToDocument();
        four.Root["endpoints"u8].ToString().ShouldBe("""[{"addresses":["192.0.2.1"],"conditions":{"ready":true}},{"addresses":["192.0.2.2"],"conditions":{"ready":false},"hostname":"h"}]""");
        four.Root["ports"u8].ToString().ShouldBe("""[{"name":"pg","port":5432,"protocol":"TCP"}]""");
        four.Metadata["labels"u8].ToString().ShouldBe("""{"x":"y","kubernetes.io/service-name":"db","endpointslice.kubernetes.io/managed-by":"endpointslicemirroring-controller.k8s.io"}""");

        var many = string.Join(',', Enumerable.Range(0, 1002).Select(i => $"{{'ip':'10.0.{i / 250}.{i % 250 + 1}'}}"));
        var plan = EndpointMirrorPlan.Compute(Parse(Service), Parse($"{{'metadata':{{'name':'db','namespace':'default'}},'subsets':[{{'addresses':[{many}]}}]}}"), []);
        plan.Notes.ShouldHaveSingleItem().Message.ShouldBe("A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 2 addresses were skipped");
        plan.Actions.ShouldHaveSingleItem().ShouldBeOfType<CreateAction>().Body.Array("endpoints").Count.ShouldBe(1000);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("PreferClose", """{"forZones":[{"name":"east"}]}""")]
    [InlineData("PreferSameZone", """{"forZones":[{"name":"east"}]}""")]
    [InlineData("PreferSameNode", """{"forNodes":[{"name":"n1"}],"forZones":[{"name":"east"}]}""")]
    public void Hints_FollowTheDistribution_ForReadyEndpointsOnly(string distribution, string? hints)
    {
        var service = Parse($"{{'metadata':{{'name':'web','namespace':'default','uid':'s'}},'spec':{{'ports':[{{'port':80}}]{(distribution.Length > 0 ? $",'trafficDistribution':'{distribution}'" : "")}}}}}");
        var slice = EndpointSlicePlan.Compute(service, [Pod("a"), Pod("b", ready: false)], [], _ => "east", ZoneShares.Unknown).Actions.ShouldHaveSingleItem().ShouldBeOfType<CreateAction>().Body.ToDocument();
        (slice.Root["endpoints"u8][0]["hints"u8] is { Exists: true } told ? told.ToString() : null).ShouldBe(hints);
        slice.Root["endpoints"u8][1]["hints"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task Range_IsReady_AndStaysWhileAnAddressNeedsIt()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<string>(cluster, "service-cidrs-controller", (client, events) => new ServiceCidrController(client, events, cluster.Time));
        await cluster.PutAsync(ServiceCidrPlan.Ranges, "{'metadata':{'name':'extra'},'spec':{'cidrs':['10.99.0.0/24']}}", "");
        await cluster.UntilAsync(ServiceCidrPlan.Ranges, "extra", r => Ready(r) == ("True", "", "Kubernetes Service CIDR is ready") && r.Metadata["finalizers"u8].Count == 1, "");
        await cluster.PutAsync(ServiceCidrPlan.Addresses, "{'metadata':{'name':'10.99.0.7'},'spec':{'parentRef':{'resource':'services','namespace':'default','name':'x'}}}", "");
        await cluster.DeleteAsync(ServiceCidrPlan.Ranges, "extra", "");
        await cluster.UntilAsync(ServiceCidrPlan.Ranges, "extra", r => Ready(r) == ("False", "Terminating", "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR"), "");
        // Another range that holds the address sets it free, and so does the end of the address.
        await cluster.PutAsync(ServiceCidrPlan.Ranges, "{'metadata':{'name':'wide'},'spec':{'cidrs':['10.99.0.0/16']}}", "");
        await cluster.UntilGoneAsync(ServiceCidrPlan.Ranges, "extra", "");

        static (string, string, string) Ready(Document range) => Condition.ListOf(range.Status["conditions"u8]).Find(c => c.Type == "Ready") is { } c ? (c.Status, c.Reason, c.Message) : ("", "", "");
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(0, 100, 0)]
    [InlineData(0, 101, 1)]
    [InlineData(1, 95, 1)] // a few less change nothing
    [InlineData(1, 89, 0)]
    [InlineData(0, 5000, 4)]
    [InlineData(4, 10001, 5)]
    public void Trust_GrowsInStepsThatOverlap(int before, int nodes, int after) => NodeTtlPlan.Step(before, nodes).ShouldBe(after);

    [Fact]
    public async Task Node_IsToldHowLongItMayTrust()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<string>(cluster, "ttl-controller", (client, events) => new NodeTtlController(client, events));
        await cluster.AddNodesAsync("n1");
        await cluster.UntilAsync(CoreResources.Nodes, "n1", n => n.Metadata["annotations"u8]["node.alpha.kubernetes.io/ttl"u8].TextEquals("0"u8), "");
    }
}
