using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Sets;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of StatefulSets, under their names.</summary>
public sealed class StatefulSetConformanceTests
{
    private const string Basic = "[sig-apps] StatefulSet Basic StatefulSet functionality [StatefulSetBasic] ";

    [Fact(DisplayName = Basic + "Burst scaling should run to completion even with unhealthy pods [Slow]")]
    public async Task Parallel_WithUnhealthyPods_ScalesAllTheSame()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunStatefulSets(cluster);
        var kubelet = Kubelet(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(1, spec: AtOnce));
        await cluster.UntilAsync(CoreResources.Pods, "db-0", IsReady);
        kubelet.Runs = _ => false;
        await cluster.TurnAsync("db-0", ready: false);
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'replicas':3}}");
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3);
        pods.ShouldAllBe(p => !IsReady(p));
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'replicas':0}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "replicas") == 0);
    }

    [Fact(DisplayName = Basic + "Scaling should happen in predictable order and halt if any stateful pod is unhealthy [Slow]")]
    public async Task Ordered_WithAnUnhealthyPod_HaltsAndGoesOnInOrder()
    {
        await using var cluster = await StartAsync(1);

        // 1 nothing is added while one is unhealthy
        await cluster.TurnAsync("db-0", ready: false);
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "readyReplicas") == 0);
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'replicas':3}}");
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Names().ShouldBe(["db-0"]);
        await cluster.TurnAsync("db-0", ready: true);
        await cluster.UntilSettledAsync(3);
        Creations(cluster).ShouldBe(["db-0", "db-1", "db-2"]);

        // 2 nothing is taken away either while all are; then the last goes first, each once it is well
        foreach (var name in (string[])["db-0", "db-1", "db-2"]) await cluster.TurnAsync(name, ready: false);
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "readyReplicas") == 0);
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'replicas':0}}");
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Names().ShouldBe(["db-0", "db-1", "db-2"]);
        await cluster.TurnAsync("db-2", ready: true);
        await cluster.UntilGoneAsync(CoreResources.Pods, "db-2");
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Names().ShouldBe(["db-0", "db-1"]);
        await cluster.TurnAsync("db-1", ready: true);
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
        await cluster.SettleAsync();
        cluster.Written.Where(c => c.Verb == "delete").Select(c => c.Name).ShouldBe(["db-2", "db-1", "db-0"]);
    }

    [Fact(DisplayName = Basic + "Should recreate evicted statefulset")]
    public async Task Pod_Rejected_IsDeletedAndMadeAgain()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunStatefulSets(cluster);
        var kubelet = Kubelet(cluster);
        kubelet.Runs = _ => false;
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(1));
        var first = (await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1))[0];
        kubelet.Runs = _ => true;
        await cluster.PatchAsync(CoreResources.Pods, "db-0", "{'status':{'phase':'Failed','reason':'Evicted'}}", subresource: "status");
        await cluster.UntilAsync(CoreResources.Pods, "db-0", p => p.Uid != first.Uid && IsReady(p));
        await cluster.UntilAsync(CoreResources.Events, e => e.Count >= 2);
        (await cluster.EventsAsync()).ShouldContain("SuccessfulDelete: delete Pod db-0 in StatefulSet db successful");
        (await cluster.EventsAsync()).ShouldContain("SuccessfulCreate: create Pod db-0 in StatefulSet db successful");
    }

    [Fact(DisplayName = Basic + "should have a working scale subresource")]
    public async Task Scale_Written_Resizes()
    {
        await using var cluster = await StartAsync(1);
        var scale = await cluster.Admin.GetAsync(CoreResources.StatefulSets, "default", "db", "scale");
        scale.Value!.Spec["replicas"u8].AsInt32().ShouldBe(1);
        scale.Value.Status["replicas"u8].AsInt32().ShouldBe(1);
        scale.Value.Status["selector"u8].AsString().ShouldBe("app=db");
        var larger = DraftObject.Of(scale.Value);
        larger.Object("spec")["replicas"] = 2;
        (await cluster.Admin.UpdateAsync(CoreResources.StatefulSets, "default", larger, new WriteQuery { Subresource = "scale" })).IsSuccess.ShouldBeTrue();
        (await cluster.UntilSettledAsync(2)).Spec["replicas"u8].AsInt32().ShouldBe(2);
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'replicas':4}}", subresource: "scale");
        await cluster.UntilSettledAsync(4);
    }

    [Fact(DisplayName = Basic + "should list, patch and delete a collection of StatefulSets")]
    public async Task Sets_ListedPatchedAndDeletedTogether_AreGone()
    {
        await using var cluster = await StartAsync(1);
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'metadata':{'labels':{'test':'patched'}},'spec':{'replicas':2,'template':{'spec':{'containers':[{'name':'c','image':'a:2'}]}}}}");
        await cluster.UntilSettledAsync(2, "a:2");
        var found = await cluster.Admin.ListAsync(CoreResources.StatefulSets, "", new ListQuery { LabelSelector = "test=patched" });
        found.Value!.Items.ShouldHaveSingleItem().Spec["replicas"u8].AsInt32().ShouldBe(2);
        foreach (var set in found.Value.Items) await cluster.DeleteAsync(CoreResources.StatefulSets, set.Name);
        await cluster.UntilGoneAsync(CoreResources.StatefulSets, "db");
    }

    [Fact(DisplayName = Basic + "should perform canary updates and phased rolling updates of template modifications")]
    public async Task Partition_LoweredStepByStep_MovesOnlyWhatItFrees()
    {
        await using var cluster = await StartAsync(3, Partition(3, ","));

        // 1 a partition beyond the size holds the update back altogether
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", Image("a:2"));
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => s.Status["updateRevision"u8].AsString() != s.Status["currentRevision"u8].AsString());
        await cluster.SettleAsync();
        (await Images(cluster)).ShouldBe(["a:1", "a:1", "a:1"]);

        // 2 the canary: the last one alone, and who is deleted comes back as it was
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", $"{{'spec':{{{Partition(2)}}}}}");
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "updatedReplicas") == 1 && Count(s, "availableReplicas") == 3);
        (await Images(cluster)).ShouldBe(["a:1", "a:1", "a:2"]);
        foreach (var name in (string[])["db-0", "db-2"])
        {
            var old = await cluster.ReadAsync(CoreResources.Pods, name);
            await cluster.DeleteAsync(CoreResources.Pods, name);
            await cluster.UntilAsync(CoreResources.Pods, name, p => p.Uid != old.Uid && IsReady(p));
        }
        (await Images(cluster)).ShouldBe(["a:1", "a:1", "a:2"]);

        // 3 phase by phase to the end
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", $"{{'spec':{{{Partition(1)}}}}}");
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "updatedReplicas") == 2 && Count(s, "availableReplicas") == 3);
        (await Images(cluster)).ShouldBe(["a:1", "a:2", "a:2"]);
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", $"{{'spec':{{{Partition(0)}}}}}");
        await cluster.UntilSettledAsync(3, "a:2");
        (await Images(cluster)).ShouldBe(["a:2", "a:2", "a:2"]);
    }

    [Fact(DisplayName = Basic + "should perform rolling updates and roll backs of template modifications")]
    public async Task Template_ChangedAndChangedBack_RollsForthAndBack()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunStatefulSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(3));
        var first = (await cluster.UntilSettledAsync(3)).Status["currentRevision"u8].AsString();
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", Image("a:2"));
        var second = (await cluster.UntilSettledAsync(3, "a:2")).Status["currentRevision"u8].AsString();
        second.ShouldNotBe(first);
        (await cluster.ListAsync(CoreResources.Pods)).ShouldAllBe(p => RevisionOf(p) == second);
        cluster.Written.Where(c => c.Verb == "delete").Select(c => c.Name).ShouldBe(["db-2", "db-1", "db-0"]);

        await cluster.PatchAsync(CoreResources.StatefulSets, "db", Image("a:1"));
        (await cluster.UntilSettledAsync(3)).Status["currentRevision"u8].AsString().ShouldBe(first);
        var kept = await cluster.ListAsync(CoreResources.ControllerRevisions);
        kept.Count.ShouldBe(2);
        kept.Single(r => r.Name == first).Root["revision"u8].AsInt64().ShouldBe(3);
    }

    [Fact(DisplayName = Basic + "should validate Statefulset Status endpoints")]
    public async Task Status_Written_IsSeenByReaders()
    {
        await using var cluster = await StartAsync(1);
        var read = await cluster.Admin.GetAsync(CoreResources.StatefulSets, "default", "db", "status");
        var body = DraftObject.Of(read.Value!);
        body.Object("status").Array("conditions").Add(new DraftObject { ["type"] = "StatusUpdate", ["status"] = "True", ["reason"] = "E2E", ["message"] = "Set from e2e test" });
        (await cluster.Admin.UpdateAsync(CoreResources.StatefulSets, "default", body, new WriteQuery { Subresource = "status" })).IsSuccess.ShouldBeTrue();
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => s.Status["conditions"u8][0]["type"u8].AsString() == "StatusUpdate");
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'status':{'conditions':[{'type':'StatusPatched','status':'True'}]}}", subresource: "status");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(CoreResources.StatefulSets, "db")).Status["conditions"u8][0]["type"u8].AsString().ShouldBe("StatusPatched");
    }

    private static async Task<LiveCluster> StartAsync(int replicas, string spec = "")
    {
        var cluster = await LiveCluster.StartAsync();
        _ = RunStatefulSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(replicas, spec: spec));
        await cluster.UntilSettledAsync(replicas);
        return cluster;
    }

    private static string Partition(int from, string before = "") => $"{before}'updateStrategy':{{'type':'RollingUpdate','rollingUpdate':{{'partition':{from}}}}}";

    private static async Task<IEnumerable<string>> Images(LiveCluster cluster) => (await cluster.ListAsync(CoreResources.Pods)).Select(ImageOf);

    private static IEnumerable<string> Creations(LiveCluster cluster) =>
        cluster.Written.Where(c => c.Verb == "create" && c.Resource == CoreResources.Pods).Select(c => c.Name);
}
