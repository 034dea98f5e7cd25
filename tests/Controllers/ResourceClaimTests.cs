using Timonier.Contracts.Cluster;
using Timonier.Controllers.ResourceClaims;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Objects;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class ResourceClaimTests
{
    private const string Template = "{'apiVersion':'resource.k8s.io/v1','kind':'ResourceClaimTemplate','metadata':{'name':'gpu','namespace':'default'},'spec':{'metadata':{'labels':{'x':'y'}},'spec':{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'gpu.example.com'}}]}}}}";
    private const string Wanting = ",'resourceClaims':[{'name':'card','resourceClaimTemplateName':'gpu'}]";
    private const string Held = "'finalizers':['resource.kubernetes.io/delete-protection'],";
    private const string Allocation = "'allocation':{'devices':{'results':[{'request':'r','driver':'gpu.example.com','pool':'p','device':'d'}]}}";

    [Fact]
    public async Task Pod_GetsItsClaim_KnowsIt_AndLeavesItWhenItHasEnded()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Run(cluster);
        var pod = await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("p", spec: Wanting));
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e =>
            e.Root["message"u8].TextEquals("PodResourceClaim card: resource claim template \"gpu\": resourceclaimtemplate.resource.k8s.io \"gpu\" not found"u8)));

        // 1 made from the template, and written into the pod's status
        await cluster.PutAsync(DeviceResources.Templates, Template);
        var told = await cluster.UntilAsync(CoreResources.Pods, "p", p => p.Status["resourceClaimStatuses"u8].Count == 1);
        await cluster.SettleAsync();
        var claim = (await cluster.ListAsync(DeviceResources.Claims)).ShouldHaveSingleItem();
        told.Status["resourceClaimStatuses"u8][0].ToString().ShouldBe($$"""{"name":"card","resourceClaimName":"{{claim.Name}}"}""");
        (claim.Name[..7], Owner(claim), Label(claim, "x")).ShouldBe(("p-card-", pod.Uid, "y"));

        // 2 allocated and used, as the scheduler writes it
        await cluster.PatchAsync(DeviceResources.Claims, claim.Name, "{'metadata':{'finalizers':['resource.kubernetes.io/delete-protection']}}");
        await cluster.PatchAsync(DeviceResources.Claims, claim.Name, $"{{'status':{{{Allocation},'reservedFor':[{{'resource':'pods','name':'p','uid':'{pod.Uid}'}}]}}}}", subresource: "status");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(DeviceResources.Claims, claim.Name)).Status["allocation"u8].Exists.ShouldBeTrue();

        // 3 the pod ends: devices are given back, and the claim goes
        await cluster.PatchAsync(CoreResources.Pods, "p", "{'status':{'phase':'Succeeded'}}", subresource: "status");
        await cluster.UntilGoneAsync(DeviceResources.Claims, claim.Name);
    }

    [Fact]
    public async Task TwoLeaders_AndALostWrite_MakeOneClaim()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await cluster.PutAsync(DeviceResources.Templates, Template);
        await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("p", spec: Wanting));
        // The first dies after the claim is made and before the pod knows of it.
        var told = 0;
        cluster.Before = call => Task.FromResult(call.Verb == "patch/status" && Interlocked.Increment(ref told) > 0 ? new Kernel.Status(503, "ServiceUnavailable", "down") : null);
        var first = Run(cluster);
        await cluster.UntilAsync(() => Volatile.Read(ref told) > 0);
        await first.DisposeAsync();
        cluster.Before = _ => Task.FromResult<Kernel.Status?>(null);
        await using var second = Run(cluster);
        var pod = await cluster.UntilAsync(CoreResources.Pods, "p", p => p.Status["resourceClaimStatuses"u8].Count == 1);
        await cluster.SettleAsync();
        (await cluster.ListAsync(DeviceResources.Claims)).ShouldHaveSingleItem().Name.ShouldBe(pod.Status["resourceClaimStatuses"u8][0]["resourceClaimName"u8].AsString());
    }

    [Theory]
    // metadata, users, those that still use it -> what becomes of it
    [InlineData(Held, "'a','b'", "a b", true, null)]
    [InlineData(Held, "'a','b'", "b", true, "b")]
    [InlineData(Held, "'a'", "", true, "freed")]
    [InlineData("", "'a'", "", true, "")]
    [InlineData(Held, "", "", true, null)] // allocated and not used yet
    [InlineData(Held + "'deletionTimestamp':'2026-03-01T12:00:00Z',", "", "", true, "freed")]
    [InlineData(Held + "'deletionTimestamp':'2026-03-01T12:00:00Z',", "", "", false, "unheld")]
    [InlineData(Held + "'deletionTimestamp':'2026-03-01T12:00:00Z',", "'a'", "a", true, null)]
    public void Devices_AreGivenBack_WhenTheLastUserHasEnded(string metadata, string users, string using_, bool allocated, string? becomes)
    {
        var reserved = users.Length == 0 ? "" : string.Join(',', users.Split(',').Select(u => $"{{'resource':'pods','name':{u},'uid':{u}}}"));
        var claim = Parse($"{{'metadata':{{{metadata}'name':'c','namespace':'default','uid':'c'}},'status':{{{(allocated ? Allocation + "," : "")}'reservedFor':[{reserved}]}}}}");
        var plan = ClaimCleanupPlan.Compute(claim, using_.Split(' ').Contains, null);
        var after = (plan.Write as Framework.UpdateAction)?.Body.ToDocument();
        var told = after is null ? null
            : after.Metadata["finalizers"u8].Count == 0 && metadata.Contains("finalizers", StringComparison.Ordinal) ? "unheld"
            : !after.Status["allocation"u8].Exists ? "freed"
            : string.Join(' ', Names(after.Status["reservedFor"u8]));
        told.ShouldBe(becomes);
        plan.Releases.ShouldBe(becomes == "freed");
    }

    [Theory]
    [InlineData("p", "card", "p-card-")]
    [InlineData("a-pod-with-a-name-that-is-forty-letters-xx", "a-claim-of-twenty-two-x", "a-pod-with-a-name-that-is-forty-letter-a-claim-of-twenty-two-")]
    public void Name_KeepsSomethingOfBoth(string pod, string claim, string name)
    {
        var plan = PodClaimPlan.Compute(Parse($"{{'metadata':{{'name':'{pod}','namespace':'default','uid':'u'}},'spec':{{'resourceClaims':[{{'name':'{claim}','resourceClaimTemplateName':'gpu'}}]}}}}"), [], [Parse(Template)]);
        var made = plan.Missing.ShouldHaveSingleItem().Create.Body.Object("metadata").String("generateName");
        made.Length.ShouldBeLessThanOrEqualTo(58);
        made.ShouldStartWith(name[..Math.Min(name.Length, 20)]);
    }

    [Fact]
    public void Pod_ThatCameToItsNodeByItself_IsGivenItsPlace()
    {
        var pod = Parse("{'metadata':{'name':'p','namespace':'default','uid':'u'},'spec':{'nodeName':'n1','resourceClaims':[{'name':'card','resourceClaimName':'shared'}]}}");
        var claim = Parse($"{{'metadata':{{'name':'shared','namespace':'default'}},'status':{{{Allocation},'reservedFor':[{{'resource':'pods','name':'q','uid':'v'}}]}}}}");
        var reserve = PodClaimPlan.Compute(pod, [claim], []).Reserve.ShouldHaveSingleItem().ShouldBeOfType<Framework.UpdateAction>();
        Names(reserve.Body.ToDocument().Status["reservedFor"u8]).ShouldBe(["q", "p"]);
    }

    [Theory]
    // what the claim tolerates -> evicted at once, after so many seconds, or never
    [InlineData("", true, null)]
    [InlineData("{'key':'broken','operator':'Exists'}", false, null)]
    [InlineData("{'key':'broken','operator':'Exists','tolerationSeconds':90}", false, 30.0)]
    [InlineData("{'key':'broken','operator':'Exists','tolerationSeconds':60}", true, null)]
    [InlineData("{'key':'other','operator':'Exists'}", true, null)]
    public void Pod_OnATaintedDevice_Leaves(string tolerations, bool evicted, double? seconds)
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 1, 0, TimeSpan.Zero);
        var pod = Parse("{'metadata':{'name':'p','namespace':'default','uid':'u'},'spec':{'resourceClaims':[{'name':'card','resourceClaimName':'c'}]}}");
        var claim = Parse($"{{'metadata':{{'name':'c','namespace':'default'}},'status':{{'allocation':{{'devices':{{'results':[{{'request':'r','driver':'d','pool':'p','device':'x','tolerations':[{tolerations}]}}]}}}},'reservedFor':[{{'resource':'pods','name':'p','uid':'u'}}]}}}}");
        Document[] slices =
        [
            Parse("{'metadata':{'name':'new'},'spec':{'driver':'d','pool':{'name':'p','generation':2},'devices':[{'name':'x','taints':[{'key':'broken','effect':'NoExecute','timeAdded':'2026-03-01T12:00:00Z'}]}]}}"),
            Parse("{'metadata':{'name':'old'},'spec':{'driver':'d','pool':{'name':'p','generation':1},'devices':[{'name':'x','taints':[{'key':'long-gone','effect':'NoExecute'}]}]}}"),
        ];
        var plan = DeviceTaintPlan.Compute(pod, [claim], slices, now);
        plan.Actions.Count.ShouldBe(evicted ? 2 : 0);
        (plan.LookAgainAfter?.TotalSeconds).ShouldBe(seconds);
    }

    [Fact]
    public async Task Device_Tainted_LosesItsPodsWhenTheirClaimsTolerateItNoLonger()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = new Loop<Framework.ObjectKey>(cluster, "device-taint-eviction-controller", (client, events) => new DeviceTaintController(client, events, cluster.Time));
        await cluster.PutAsync(DeviceResources.Slices, "{'metadata':{'name':'s'},'spec':{'driver':'gpu.example.com','nodeName':'n1','pool':{'name':'p','generation':1,'resourceSliceCount':1},'devices':[{'name':'d'}]}}", "");
        foreach (var (name, toleration) in ((string, string)[])[("leaves", ""), ("later", "{'key':'broken','operator':'Exists','effect':'NoExecute','tolerationSeconds':300}"), ("stays", "{'operator':'Exists'}")])
        {
            var pod = await cluster.PutAsync(CoreResources.Pods, Workloads.Pod(name, more: ",'finalizers':['example.com/hold']", spec: $",'nodeName':'n1','resourceClaims':[{{'name':'card','resourceClaimName':'{name}'}}]"));
            await cluster.PutAsync(DeviceResources.Claims, $"{{'metadata':{{'name':'{name}'}},'spec':{{'devices':{{'requests':[{{'name':'r','exactly':{{'deviceClassName':'gpu.example.com'}}}}]}}}}}}");
            await cluster.PatchAsync(DeviceResources.Claims, name, $"{{'metadata':{{{Held.TrimEnd(',')}}}}}");
            await cluster.PatchAsync(DeviceResources.Claims, name, $"{{'status':{{{Allocation.Replace("'device':'d'", $"'device':'d','tolerations':[{toleration}]", StringComparison.Ordinal)},'reservedFor':[{{'resource':'pods','name':'{name}','uid':'{pod.Uid}'}}]}}}}", subresource: "status");
        }
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).ShouldNotContain(p => IsLeaving(p));

        // The server says since when.
        var tainted = await cluster.PatchAsync(DeviceResources.Slices, "s", "{'spec':{'devices':[{'name':'d','taints':[{'key':'broken','effect':'NoExecute'}]}]}}", "");
        tainted.Spec["devices"u8][0]["taints"u8][0]["timeAdded"u8].AsTime().ShouldNotBeNull();
        var gone = await cluster.UntilAsync(CoreResources.Pods, "leaves", IsLeaving);
        Framework.Condition.ListOf(gone.Status["conditions"u8]).ShouldContain(c => c.Type == "DisruptionTarget" && c.Reason == "DeletionByDeviceTaintManager");
        await cluster.SettleAsync();
        IsLeaving(await cluster.ReadAsync(CoreResources.Pods, "later")).ShouldBeFalse();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(301));
        await cluster.UntilAsync(CoreResources.Pods, "later", IsLeaving);
        IsLeaving(await cluster.ReadAsync(CoreResources.Pods, "stays")).ShouldBeFalse();
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["reason"u8].TextEquals("DeviceTaintManagerEviction"u8)));
    }

    private static bool IsLeaving(Document pod) => !pod.Metadata["deletionTimestamp"u8].IsNullOrMissing;

    private static List<string> Names(Documents.Node users)
    {
        var names = new List<string>();
        foreach (var user in users.Items) names.Add(user["name"u8].AsString());
        return names;
    }

    private static Loop<ClaimKey> Run(LiveCluster cluster) => new(cluster, "resource-claim-controller", (client, events) => new ResourceClaimController(client, events, cluster.Time));
}
