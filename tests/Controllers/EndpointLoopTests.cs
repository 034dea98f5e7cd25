using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Endpoints;
using Timonier.Controllers.EndpointSlices;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class EndpointLoopTests
{
    private const string Service = "{'apiVersion':'v1','kind':'Service','metadata':{'name':'web'},'spec':{'selector':{'app':'web'},'ports':[{'port':80}]}}";

    [Fact]
    public async Task Service_WithPods_LeadsToThemInBothForms()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var slices = Slices(cluster);
        await using var endpoints = Endpoints(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.Services, Service);
        await cluster.PutAsync(CoreResources.Pods, Pod("a"));
        await cluster.PutAsync(CoreResources.Pods, Pod("else", "'app':'else'"));
        var slice = (await cluster.UntilAsync(CoreResources.EndpointSlices, s => s.Any(x => x.Root["endpoints"u8].Count == 1), "default")).Single(s => s.Root["endpoints"u8].Count == 1);
        slice.Root["endpoints"u8][0]["targetRef"u8]["name"u8].AsString().ShouldBe("a");
        await cluster.UntilAsync(CoreResources.Endpoints, "web", e => e.Root["subsets"u8][0]["addresses"u8].Count == 1);
    }

    [Fact]
    public async Task Pod_Gone_LeavesTheEndpoints()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var slices = Slices(cluster);
        await using var endpoints = Endpoints(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.Services, Service);
        await cluster.PutAsync(CoreResources.Pods, Pod("a"));
        await cluster.UntilAsync(CoreResources.Endpoints, "web", e => e.Root["subsets"u8].Count == 1);
        await cluster.DeleteAsync(CoreResources.Pods, "a");
        await cluster.UntilAsync(CoreResources.Endpoints, "web", e => e.Root["subsets"u8].Count == 0);
        await cluster.UntilAsync(CoreResources.EndpointSlices, s => s.Where(IsOfWeb).All(x => x.Root["endpoints"u8].Count == 0));
    }

    [Fact]
    public async Task Service_Deleted_TakesItsEndpointsAlong()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var endpoints = Endpoints(cluster);
        await cluster.PutAsync(CoreResources.Services, Service);
        await cluster.UntilAsync(CoreResources.Endpoints, "web", _ => true);
        await cluster.DeleteAsync(CoreResources.Services, "web");
        await cluster.UntilGoneAsync(CoreResources.Endpoints, "web");
    }

    [Fact]
    public async Task Slice_DeletedByHand_IsMadeAgain()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var slices = Slices(cluster);
        await cluster.PutAsync(CoreResources.Services, Service);
        var first = (await cluster.UntilAsync(CoreResources.EndpointSlices, s => s.Any(IsOfWeb))).Single(IsOfWeb);
        await cluster.DeleteAsync(CoreResources.EndpointSlices, first.Name);
        await cluster.UntilAsync(CoreResources.EndpointSlices, s => s.Any(x => IsOfWeb(x) && x.Uid != first.Uid));
    }

    [Fact]
    public async Task TwoLeaders_AndARestart_TellEachPodOnce()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var one = Slices(cluster);
        var other = Slices(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.Services, Service);
        foreach (var name in (string[])["a", "b", "c"]) await cluster.PutAsync(CoreResources.Pods, Pod(name));
        await cluster.UntilAsync(CoreResources.EndpointSlices, s => Names(s).Distinct(StringComparer.Ordinal).Count() == 3);
        await other.DisposeAsync();
        await using var again = Slices(cluster);
        await cluster.UntilAsync(CoreResources.EndpointSlices, s => Names(s).SequenceEqual(["a", "b", "c"]));
    }

    [Fact]
    public async Task Endpoints_Overtaken_AreWrittenOnTheNextLook()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var touched = 0;
        cluster.Before = async call =>
        {
            if (call.Verb == "update" && Interlocked.Increment(ref touched) <= 2)
                await cluster.PatchAsync(call.Resource, call.Name, $"{{'metadata':{{'annotations':{{'touched':'{touched}'}}}}}}");
            return null;
        };
        await using var endpoints = Endpoints(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.Services, Service);
        await cluster.UntilAsync(CoreResources.Endpoints, "web", _ => true);
        await cluster.PutAsync(CoreResources.Pods, Pod("a"));
        await cluster.UntilAsync(CoreResources.Endpoints, "web", e => e.Root["subsets"u8].Count == 1);
    }

    [Fact]
    public async Task PodChange_OfOneNamespace_TouchesNoServiceElsewhere()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.AddNamespaceAsync("other");
        await using var slices = Slices(cluster);
        await cluster.PutAsync(CoreResources.Services, Service);
        await cluster.PutAsync(CoreResources.Services, Service, "other");
        await cluster.UntilAsync(CoreResources.EndpointSlices, s => s.Count(IsOfWeb) == 2);
        await cluster.SettleAsync();
        var before = slices.Controller.Taken.Count;
        await cluster.PutAsync(CoreResources.Pods, Pod("a"));
        await cluster.SettleAsync();
        slices.Controller.Taken.Skip(before).ShouldAllBe(k => k.Namespace == "default" && k.Name == "web");
    }

    private static bool IsOfWeb(Document slice) => Label(slice, EndpointSlicePlan.ServiceLabel) == "web";

    private static List<string> Names(IReadOnlyList<Document> slices)
    {
        var names = new List<string>();
        foreach (var slice in slices.Where(IsOfWeb))
            foreach (var endpoint in slice.Root["endpoints"u8].Items) names.Add(endpoint["targetRef"u8]["name"u8].AsString());
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static Loop<ObjectKey> Slices(LiveCluster cluster) =>
        new(cluster, "endpointslice-controller", (client, events) => new EndpointSliceController(client, events, cluster.Time));

    private static Loop<ObjectKey> Endpoints(LiveCluster cluster) =>
        new(cluster, "endpoint-controller", (client, events) => new EndpointsController(client, events));
}
