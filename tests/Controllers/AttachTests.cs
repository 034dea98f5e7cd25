using Timonier.Contracts.Cluster;
using Timonier.Controllers.Attachments;
using Timonier.Controllers.Volumes;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Objects;
using static Timonier.Controllers.Tests.Storage;

namespace Timonier.Controllers.Tests;

public sealed class AttachTests
{
    private const string Managed = "'annotations':{'volumes.kubernetes.io/controller-managed-attach-detach':'true'}";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AttachedVolume Here = new("v", "csi.example.com", "h1", "n1");

    [Theory]
    // in use by the node, node ready, unneeded for so many minutes, taint -> detached at once, after how many minutes, or only when the node lets go
    [InlineData(false, true, 0, "", true, null)]
    [InlineData(true, true, 0, "", false, null)]
    [InlineData(true, true, 60, "", false, null)] // a node that is well is never robbed
    [InlineData(true, false, 2, "", false, 4)]
    [InlineData(true, false, 6, "", true, null)]
    [InlineData(true, true, 0, "node.kubernetes.io/out-of-service", true, null)]
    public void Volume_ThatNobodyNeeds_IsDetached_WhenThatIsSafe(bool used, bool ready, int minutes, string taint, bool detached, int? wait)
    {
        var node = Node(used: used ? Here.Unique : "", ready: ready, taint: taint, attached: Here.Unique);
        var seen = Seen(node, [], Attachment()) with { UnneededSince = new Dictionary<string, DateTimeOffset> { [Here.Attachment] = Now.AddMinutes(-minutes) } };
        var plan = AttachPlan.Compute(seen, Now);
        plan.Actions.Select(a => a.GetType().Name).ShouldBe(detached ? ["PatchAction", "DeleteAction"] : []);
        plan.LookAgainAfter.ShouldBe(wait is { } left ? TimeSpan.FromMinutes(left) : null);
        plan.Unneeded.ShouldBe([Here.Attachment]);
    }

    [Fact]
    public void Node_ThatIsGone_OrDoesNotWantToBeServed()
    {
        AttachPlan.Compute(Seen(null, [], Attachment()), Now).Actions.ShouldHaveSingleItem().Name.ShouldBe(Here.Attachment);
        AttachPlan.Compute(Seen(Parse("{'metadata':{'name':'n1'}}"), [User()]), Now).Actions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'ReadWriteOnce'", "Volume is already exclusively attached to one node and can't be attached to another")]
    [InlineData("'ReadWriteOnce'", "Volume is already used by pod(s) other", "other")]
    [InlineData("'ReadWriteMany'", null)]
    public void Volume_ForOneNodeAlone_WaitsUntilTheOtherHasLetGo(string modes, string? told, params string[] others)
    {
        var seen = Seen(Node(), [User()], Attachment("n2")) with { OthersUsing = (_, _) => others };
        var volume = Parse(Volume(modes: modes, source: Csi(), spec: Link("c", "u")));
        var plan = AttachPlan.Compute(seen with { VolumeOf = (_, _) => volume, Volume = _ => volume }, Now);
        plan.Troubles.Select(t => t.Message).ShouldBe(told is null ? [] : [$"Multi-Attach error for volume \"v\" {told}"]);
        plan.Actions.Count.ShouldBe(told is null ? 1 : 0);
    }

    [Fact]
    public void Trouble_OfTheAttacher_IsTold_AndOtherDriversNeedNoAttaching()
    {
        var failed = Parse(Attachment().ToString().Replace("\"attached\":true", "\"attached\":false,\"attachError\":{\"message\":\"no such disk\"}", StringComparison.Ordinal));
        AttachPlan.Compute(Seen(Node(), [User()], failed), Now).Troubles.ShouldHaveSingleItem().Message.ShouldBe("AttachVolume.Attach failed for volume \"v\" : no such disk");
        AttachPlan.Compute(Seen(Node(), [User()]) with { NeedsAttaching = _ => false }, Now).Actions.ShouldBeEmpty();
        AttachPlan.Compute(Seen(Node(), [Parse(User().ToString().Replace("Running", "Succeeded", StringComparison.Ordinal))]), Now).Actions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pod_GetsItsVolumeAttached_AndAnotherNodeGetsItAfterwards()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var binder = RunBinder(cluster);
        await using var loop = Run(cluster);
        foreach (var node in (string[])["n1", "n2"]) await cluster.PutAsync(CoreResources.Nodes, $"{{'metadata':{{'name':'{node}',{Managed}}},'status':{{'conditions':[{{'type':'Ready','status':'True'}}]}}}}", "");
        await cluster.PutAsync(StorageResources.Volumes, Volume(source: Csi()), "");
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, Claim(spec: ",'storageClassName':''"));
        await cluster.UntilPhaseAsync(CoreResources.PersistentVolumeClaims, "c", "Bound");

        // 1 the first node; the attacher beside the driver does the work
        await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("one", spec: UsingClaim("c") + ",'nodeName':'n1'"));
        await AttachAsync(cluster, "n1");
        (await cluster.UntilAsync(CoreResources.Nodes, "n1", n => n.Status["volumesAttached"u8].Count == 1, "")).Status["volumesAttached"u8][0]["name"u8].AsString().ShouldBe("kubernetes.io/csi/csi.example.com^h1");
        await cluster.PatchAsync(CoreResources.Nodes, "n1", "{'status':{'volumesInUse':['kubernetes.io/csi/csi.example.com^h1']}}", "", "status");

        // 2 the second has to wait: for the pod, and then for the node
        await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("two", spec: UsingClaim("c") + ",'nodeName':'n2'"));
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].TextEquals("Multi-Attach error for volume \"v\" Volume is already used by pod(s) one"u8)));
        await cluster.DeleteAsync(CoreResources.Pods, "one");
        await cluster.SettleAsync();
        (await cluster.ListAsync(StorageResources.Attachments)).ShouldHaveSingleItem().Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
        await cluster.PatchAsync(CoreResources.Nodes, "n1", "{'status':{'volumesInUse':null}}", "", "status");
        await AttachAsync(cluster, "n2");
        await cluster.UntilAsync(CoreResources.Nodes, "n2", n => n.Status["volumesAttached"u8].Count == 1, "");
        (await cluster.ReadAsync(CoreResources.Nodes, "n1", "")).Status["volumesAttached"u8].Count.ShouldBe(0);
        await cluster.UntilAsync(CoreResources.Events, all => all.Count(e => e.Root["reason"u8].TextEquals("SuccessfulAttachVolume"u8)) == 2);
    }

    [Fact]
    public async Task TwoLeaders_AndACrash_AttachOnce_AndDetachOnce()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var binder = RunBinder(cluster);
        await cluster.PutAsync(CoreResources.Nodes, $"{{'metadata':{{'name':'n1',{Managed}}},'status':{{'conditions':[{{'type':'Ready','status':'True'}}]}}}}", "");
        await cluster.PutAsync(StorageResources.Volumes, Volume(source: Csi()), "");
        await cluster.PutAsync(CoreResources.PersistentVolumeClaims, Claim(spec: ",'storageClassName':''"));
        await cluster.UntilPhaseAsync(CoreResources.PersistentVolumeClaims, "c", "Bound");
        await cluster.PutAsync(CoreResources.Pods, Workloads.Pod("one", spec: UsingClaim("c") + ",'nodeName':'n1'"));

        // 1 dies between the attachment and what the node is told; two others go on
        var told = 0;
        cluster.Before = call => Task.FromResult(call.Verb == "patch/status" && Interlocked.Increment(ref told) > 0 ? new Kernel.Status(503, "ServiceUnavailable", "down") : null);
        var first = Run(cluster);
        await AttachAsync(cluster, "n1");
        await cluster.UntilAsync(() => Volatile.Read(ref told) > 0);
        await first.DisposeAsync();
        cluster.Before = _ => Task.FromResult<Kernel.Status?>(null);
        await using var second = Run(cluster);
        await using var third = Run(cluster);
        await cluster.UntilAsync(CoreResources.Nodes, "n1", n => n.Status["volumesAttached"u8].Count == 1, "");

        // 2 nobody needs it any more
        await cluster.DeleteAsync(CoreResources.Pods, "one");
        await cluster.UntilAsync(StorageResources.Attachments, all => all.Count == 0);
        await cluster.UntilAsync(CoreResources.Nodes, "n1", n => n.Status["volumesAttached"u8].Count == 0, "");
        await cluster.SettleAsync();
        cluster.Written.Count(w => w.Verb == "create" && w.Resource == StorageResources.Attachments).ShouldBe(1);
    }

    private static Loop<string> Run(LiveCluster cluster) => new(cluster, "attachdetach-controller", (client, events) => new AttachController(client, events, cluster.Time));

    private static async Task AttachAsync(LiveCluster cluster, string node)
    {
        var asked = await cluster.UntilAsync(StorageResources.Attachments, all => all.Any(a => a.Spec["nodeName"u8].AsString() == node));
        await cluster.PatchAsync(StorageResources.Attachments, asked.Single(a => a.Spec["nodeName"u8].AsString() == node).Name, "{'status':{'attached':true}}", "", "status");
    }

    private static AttachSnapshot Seen(Document? node, IReadOnlyList<Document> pods, params Document[] attachments)
    {
        var volume = Parse(Volume(source: Csi(), spec: Link("c", "u")));
        return new AttachSnapshot { NodeName = "n1", Node = node, Pods = pods, Attachments = attachments, VolumeOf = (_, _) => volume, Volume = name => name == "v" ? volume : null };
    }

    private static Document User() => Pod("p", spec: UsingClaim("c"));

    private static Document Attachment(string node = "n1") => Parse(
        $"{{'metadata':{{'name':'{new AttachedVolume("v", "csi.example.com", "h1", node).Attachment}','uid':'a'}},'spec':{{'attacher':'csi.example.com','nodeName':'{node}','source':{{'persistentVolumeName':'v'}}}},'status':{{'attached':true}}}}");

    private static Document Node(string used = "", bool ready = true, string taint = "", string attached = "") => Parse(
        $"{{'metadata':{{'name':'n1','uid':'n',{Managed}}},'spec':{{{(taint.Length > 0 ? $"'taints':[{{'key':'{taint}','effect':'NoExecute'}}]" : "")}}},"
        + $"'status':{{'conditions':[{{'type':'Ready','status':'{(ready ? "True" : "Unknown")}'}}]{(used.Length > 0 ? $",'volumesInUse':['{used}']" : "")}{(attached.Length > 0 ? $",'volumesAttached':[{{'name':'{attached}','devicePath':''}}]" : "")}}}}}");
}
