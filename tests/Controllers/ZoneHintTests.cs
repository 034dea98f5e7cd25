using Timonier.Controllers.EndpointSlices;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ServiceEndpoints;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

/// <summary>Hints of services with <c>service.kubernetes.io/topology-mode: Auto</c>.</summary>
public sealed class ZoneHintTests
{
    /// <summary>Endpoints and processors of each zone, and how many endpoints then serve each.</summary>
    [Theory]
    [InlineData("a3 b3", "a1 b1", "a3 b3")]
    [InlineData("a6 b2", "a1 b1", "a4 b4")]
    [InlineData("a4 b4 c3", "a1 b1 c1", null)]
    [InlineData("a9", "a2 b1", "a6 b3")]
    [InlineData("a8 b1", "a2 b1", "a6 b3")]
    [InlineData("a4 b5 x3", "a1 b1", "a6 b6")]
    [InlineData("a40 b5", "a1 b1 c1", "a15 b15 c15")]
    public void Zones_GetTheirPartOfTheEndpoints_FromTheirOwnFirst(string endpoints, string processors, string? serving)
    {
        var hints = ZoneHints.Compute(Endpoints(endpoints), zoneOf: node => node[..1], new ZoneShares(Shares(processors)));
        (hints.ByPod is null ? null : string.Join(' ', hints.ByPod.Values.GroupBy(z => z).OrderBy(z => z.Key).Select(z => $"{z.Key}{z.Count()}"))).ShouldBe(serving);
        if (hints.ByPod is null) return;
        // Nobody moves from a zone that another moves to.
        var moved = hints.ByPod.Where(h => h.Key[..1] != h.Value).ToList();
        moved.Select(h => h.Key[..1]).Intersect(moved.Select(h => h.Value)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a3 b3", "", "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes")]
    [InlineData("a3", "a4", "Nodes only ready in one zone")]
    [InlineData("a2", "a1 b1 c1", "Insufficient number of endpoints (2 endpoints, 3 zones)")]
    [InlineData("a4 b4 c3", "a1 b1 c1", "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (11 endpoints, 3 zones)")]
    [InlineData("a3 ?3", "a1 b1", "One or more endpoints do not have a zone specified")]
    public void Hints_ThatWouldOverload_AreNotGiven(string endpoints, string processors, string why)
    {
        var hints = ZoneHints.Compute(Endpoints(endpoints), zoneOf: node => node[..1].Trim('?'), processors.Length == 0 ? ZoneShares.Unknown : new ZoneShares(Shares(processors)));
        hints.ByPod.ShouldBeNull();
        hints.Why.ShouldBe(why);
    }

    [Fact]
    public async Task Service_ThatAsksForZones_HasHintsWhileItsZonesCanServeThem()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<ObjectKey>(cluster, "endpointslice-controller", (client, events) => new EndpointSliceController(client, events, cluster.Time));
        foreach (var zone in (string[])["a", "b"])
        {
            await cluster.PutAsync(CoreResources.Nodes, $"{{'metadata':{{'name':'{zone}','labels':{{'topology.kubernetes.io/zone':'{zone}'}}}},'status':{{'allocatable':{{'cpu':'2'}},'conditions':[{{'type':'Ready','status':'True'}}]}}}}", "");
            for (var i = 0; i < 2; i++)
                await cluster.PutAsync(CoreResources.Pods, $"{{'metadata':{{'name':'{zone}{i}','labels':{{'app':'web'}}}},'spec':{{'nodeName':'{zone}','containers':[{{'name':'c','image':'a:1'}}]}},'status':{{'phase':'Running','podIP':'10.42.0.{(zone == "a" ? 1 : 5) + i}','podIPs':[{{'ip':'10.42.0.{(zone == "a" ? 1 : 5) + i}'}}],'conditions':[{{'type':'Ready','status':'True'}}]}}}}");
        }
        await cluster.PutAsync(CoreResources.Services, "{'metadata':{'name':'web','annotations':{'service.kubernetes.io/topology-mode':'Auto'}},'spec':{'selector':{'app':'web'},'ports':[{'port':80}]}}");
        await cluster.UntilAsync(CoreResources.EndpointSlices, all => all.Count == 1 && Hints(all[0]) == "a,a,b,b");
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].TextEquals("Topology Aware Hints has been enabled, addressType: IPv4"u8)));
        // A node that does not tell its zone makes the shares unknown.
        await cluster.PatchAsync(CoreResources.Nodes, "b", "{'metadata':{'labels':{'topology.kubernetes.io/zone':null}}}", "");
        await cluster.UntilAsync(CoreResources.EndpointSlices, all => all.Count == 1 && Hints(all[0]) == ",,,");
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].TextEquals(
            "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4"u8)));
    }

    private static string Hints(Document slice)
    {
        var zones = new List<string>();
        foreach (var endpoint in slice.Root["endpoints"u8].Items) zones.Add(endpoint["hints"u8]["forZones"u8][0]["name"u8].AsString());
        return string.Join(',', zones.Order(StringComparer.Ordinal));
    }

    /// <summary>"a3 b2": five ready endpoints on nodes named after their zones.</summary>
    private static IEnumerable<ServiceEndpoint> Endpoints(string text) => Numbers(text).SelectMany(z => Enumerable.Range(0, (int)z.Value).Select(i => new ServiceEndpoint
    {
        Pod = Parse($"{{'metadata':{{'name':'{z.Key}{i}','uid':'{z.Key}{i}'}},'spec':{{'nodeName':'{z.Key}-node'}}}}"),
        Address = $"10.42.0.{i}",
        Ports = [],
        IsReady = true,
    }));

    private static Dictionary<string, double> Shares(string text) => Numbers(text).ToDictionary(z => z.Key, z => z.Value / Numbers(text).Values.Sum());

    private static Dictionary<string, double> Numbers(string text) => text.Split(' ').ToDictionary(w => w[..1], w => double.Parse(w[1..], System.Globalization.CultureInfo.InvariantCulture));
}
