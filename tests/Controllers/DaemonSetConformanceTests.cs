using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Sets;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance tests ask of DaemonSets and their revisions, under their names.</summary>
public sealed class DaemonSetConformanceTests
{
    private const string Serial = "[sig-apps] Daemon set [Serial] ";

    [Fact(DisplayName = Serial + "should run and stop simple daemon")]
    public async Task Pod_Deleted_IsMadeAgainOnItsNode()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        var pods = await cluster.ListAsync(CoreResources.Pods);
        pods.Select(NodeOf).ShouldBe(["n1", "n2", "n3"], ignoreOrder: true);
        await cluster.DeleteAsync(CoreResources.Pods, pods[0].Name);
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3 && p.All(o => o.Uid != pods[0].Uid) && p.Any(o => NodeOf(o) == NodeOf(pods[0]) && IsReady(o)));
    }

    [Fact(DisplayName = Serial + "should run and stop complex daemon")]
    public async Task NodeLabels_Changing_BringPodsAndTakeThemAway()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet(podSpec: ",'nodeSelector':{'color':'blue'}"));
        await cluster.UntilAsync(CoreResources.DaemonSets, "agent", s => s.Status["observedGeneration"u8].AsInt64() == 1);
        (await cluster.ListAsync(CoreResources.Pods)).ShouldBeEmpty();
        await PaintAsync("blue");
        await cluster.UntilEverywhereAsync(1);
        NodeOf((await cluster.ListAsync(CoreResources.Pods)).ShouldHaveSingleItem()).ShouldBe("n2");
        await PaintAsync("green");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", "{'spec':{'template':{'spec':{'nodeSelector':{'color':'green'}}}}}");
        await cluster.UntilEverywhereAsync(1);
        (await cluster.ListAsync(CoreResources.Pods)).ShouldHaveSingleItem().Spec["nodeSelector"u8]["color"u8].AsString().ShouldBe("green");

        Task PaintAsync(string color) => cluster.PatchAsync(CoreResources.Nodes, "n2", $"{{'metadata':{{'labels':{{'color':'{color}'}}}}}}", "");
    }

    [Fact(DisplayName = Serial + "should retry creating failed daemon pods")]
    public async Task Pod_Failed_IsDeletedAndMadeAgain()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        var failing = (await cluster.ListAsync(CoreResources.Pods))[0];
        await cluster.PatchAsync(CoreResources.Pods, failing.Name, "{'status':{'phase':'Failed'}}", subresource: "status");
        await cluster.UntilGoneAsync(CoreResources.Pods, failing.Name);
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3 && p.All(IsReady));
        await cluster.UntilAsync(CoreResources.Events, e => e.Any(o => o.Root["reason"u8].AsString() == "FailedDaemonPod"));
        (await cluster.EventsAsync()).ShouldContain($"FailedDaemonPod: Found failed daemon pod default/{failing.Name} on node {NodeOf(failing)}, will try to kill it");
    }

    [Fact(DisplayName = Serial + "should update pod when spec was updated and update strategy is RollingUpdate")]
    public async Task Template_Changed_ReplacesPodsOneByOneUnderANewRevision()
    {
        await using var cluster = await StartAsync();
        var most = 0;
        cluster.Before = async call =>
        {
            if (call.Verb == "delete") most = Math.Max(most, 4 - (await cluster.ListAsync(CoreResources.Pods)).Count(IsReady));
            return null;
        };
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        var first = RevisionOf((await cluster.ListAsync(CoreResources.Pods))[0]);
        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", Image("a:2"));
        await cluster.UntilEverywhereAsync(3);
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3 && p.All(o => ImageOf(o) == "a:2"));
        pods.ShouldAllBe(p => RevisionOf(p) != first && Label(p, "pod-template-generation") == "2");
        pods.Select(NodeOf).ShouldBe(["n1", "n2", "n3"], ignoreOrder: true);
        most.ShouldBe(1);
    }

    [Fact(DisplayName = Serial + "should rollback without unnecessary restarts")]
    public async Task Rollback_OfABrokenUpdate_TouchesOnlyThePodsThatHadIt()
    {
        await using var cluster = await StartAsync(p => ImageOf(p) != "foo:non-existent");
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        var before = await cluster.ListAsync(CoreResources.Pods);
        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", Image("foo:non-existent"));
        var during = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3 && p.Count(o => ImageOf(o) == "foo:non-existent") == 1);
        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", Image("a:1"));
        await cluster.UntilEverywhereAsync(3);
        var after = await cluster.ListAsync(CoreResources.Pods);
        after.ShouldAllBe(p => ImageOf(p) == "a:1");
        before.Where(b => during.Any(d => d.Uid == b.Uid)).ShouldAllBe(b => after.Any(a => a.Uid == b.Uid));
        (await cluster.ListAsync(CoreResources.ControllerRevisions)).Select(r => r.Root["revision"u8].AsInt64()).Order().ShouldBe([2, 3]);
    }

    [Fact(DisplayName = Serial + "should list and delete a collection of DaemonSets")]
    public async Task Sets_ListedAndDeletedTogether_AreGone()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        var found = await cluster.Admin.ListAsync(CoreResources.DaemonSets, "", new ListQuery { LabelSelector = "app=agent" });
        foreach (var set in found.Value!.Items) await cluster.DeleteAsync(CoreResources.DaemonSets, set.Name);
        await cluster.UntilGoneAsync(CoreResources.DaemonSets, "agent");
    }

    [Fact(DisplayName = Serial + "should verify changes to a daemon set status")]
    public async Task Status_Written_IsSeenByReaders()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        var body = DraftObject.Of((await cluster.Admin.GetAsync(CoreResources.DaemonSets, "default", "agent", "status")).Value!);
        body.Object("status").Array("conditions").Add(new DraftObject { ["type"] = "StatusUpdate", ["status"] = "True", ["reason"] = "E2E", ["message"] = "Set from e2e test" });
        (await cluster.Admin.UpdateAsync(CoreResources.DaemonSets, "default", body, new WriteQuery { Subresource = "status" })).IsSuccess.ShouldBeTrue();
        await cluster.UntilAsync(CoreResources.DaemonSets, "agent", s => s.Status["conditions"u8][0]["type"u8].AsString() == "StatusUpdate");
        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", "{'status':{'conditions':[{'type':'StatusPatched','status':'True'}]}}", subresource: "status");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(CoreResources.DaemonSets, "agent")).Status["conditions"u8][0]["type"u8].AsString().ShouldBe("StatusPatched");
    }

    [Fact(DisplayName = "[sig-apps] ControllerRevision [Serial] should manage the lifecycle of a ControllerRevision")]
    public async Task Revisions_MadePatchedAndDeleted_EndAtTheThird()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.DaemonSets, DaemonSet());
        await cluster.UntilEverywhereAsync(3);
        var first = (await RevisionsAsync(cluster)).ShouldHaveSingleItem();
        await cluster.PatchAsync(CoreResources.ControllerRevisions, first.Name, "{'metadata':{'labels':{'patched':'yes'}}}");
        Label(await cluster.ReadAsync(CoreResources.ControllerRevisions, first.Name), "patched").ShouldBe("yes");

        // A second one of the same template takes the place of the first; no pod is restarted for that.
        var pods = await cluster.ListAsync(CoreResources.Pods);
        var more = DraftObject.Of(first);
        more["metadata"] = new DraftObject { ["name"] = "agent-more", ["labels"] = new DraftObject { ["app"] = "agent", ["controller-revision-hash"] = "more" } };
        more["revision"] = 2;
        (await cluster.Admin.CreateAsync(CoreResources.ControllerRevisions, "default", more)).IsSuccess.ShouldBeTrue();
        await cluster.UntilGoneAsync(CoreResources.ControllerRevisions, first.Name);
        (await RevisionsAsync(cluster)).ShouldHaveSingleItem().Name.ShouldBe("agent-more");
        (await cluster.UntilAsync(CoreResources.Pods, all => all.All(p => RevisionOf(p) == "more"))).Select(p => p.Uid).ShouldBe(pods.Select(p => p.Uid));
        var updated = DraftObject.Of(await cluster.ReadAsync(CoreResources.ControllerRevisions, "agent-more"));
        updated.Object("metadata").Object("labels")["updated"] = "yes";
        (await cluster.Admin.UpdateAsync(CoreResources.ControllerRevisions, "default", updated)).IsSuccess.ShouldBeTrue();

        await cluster.PatchAsync(CoreResources.DaemonSets, "agent", Image("a:2"));
        await cluster.UntilEverywhereAsync(3);
        (await RevisionsAsync(cluster)).Count.ShouldBe(2);
        foreach (var old in (await RevisionsAsync(cluster, "updated=yes"))) await cluster.DeleteAsync(CoreResources.ControllerRevisions, old.Name);
        await cluster.SettleAsync();
        (await RevisionsAsync(cluster)).ShouldHaveSingleItem().Root["revision"u8].AsInt64().ShouldBe(3);
    }

    private static async Task<LiveCluster> StartAsync(Func<Document, bool>? runs = null)
    {
        var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster).Runs = runs ?? (_ => true);
        await cluster.AddNodesAsync("n1", "n2", "n3");
        _ = RunDaemonSets(cluster);
        return cluster;
    }

    private static async Task<IReadOnlyList<Document>> RevisionsAsync(LiveCluster cluster, string selector = "app=agent") =>
        (await cluster.Admin.ListAsync(CoreResources.ControllerRevisions, "default", new ListQuery { LabelSelector = selector })).Value!.Items;
}
