using Timonier.Contracts.Cluster;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Sets;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class StatefulSetLoopTests
{
    [Fact]
    public async Task TwoLeaders_DuringAnUpdate_AgreeAndReplaceEachPodOnce()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var one = RunStatefulSets(cluster);
        await using var other = RunStatefulSets(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(3));
        await cluster.UntilSettledAsync(3);
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", Image("a:2"));
        await cluster.UntilSettledAsync(3, "a:2");
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Names().ShouldBe(["db-0", "db-1", "db-2"]);
        (await cluster.ListAsync(CoreResources.ControllerRevisions)).Count.ShouldBe(2);
        cluster.Written.Count(c => c.Verb == "create" && c.Resource == CoreResources.Pods).ShouldBe(6);
    }

    [Fact]
    public async Task Crash_BetweenClaimAndPod_LeavesNothingTwice()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var crashed = cluster.DieAtPod(1);
        var first = RunStatefulSets(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(2, spec: Claiming()));
        await crashed;
        await cluster.BuryAsync(first);
        (await cluster.ListAsync(CoreResources.PersistentVolumeClaims)).Names().ShouldBe(["data-db-0"]);
        Kubelet(cluster);
        await using var second = RunStatefulSets(cluster);
        await cluster.UntilSettledAsync(2);
        (await cluster.ListAsync(CoreResources.PersistentVolumeClaims)).Names().ShouldBe(["data-db-0", "data-db-1"]);
        (await cluster.ListAsync(CoreResources.ControllerRevisions)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Writes_Overtaken_AreMadeAgainOnNewerState()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        await using var loop = RunStatefulSets(cluster);
        var touched = cluster.OvertakeUpdates(6);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(2));
        await cluster.UntilSettledAsync(2);
        // Back to the first template: its revision is renumbered, which is an update too.
        foreach (var image in (string[])["a:2", "a:1"])
        {
            await cluster.PatchAsync(CoreResources.StatefulSets, "db", Image(image));
            await cluster.UntilSettledAsync(2, image);
        }
        touched().ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task Creation_Refused_IsToldAndTriedAgain()
    {
        await using var cluster = await LiveCluster.StartAsync();
        cluster.RefusePods(2, "pods \"db-0\" is forbidden: exceeded quota");
        await using var loop = RunStatefulSets(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(1));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1);
        await cluster.UntilAsync(CoreResources.Events, e => e.Count >= 2);
        (await cluster.EventsAsync()).ShouldContain("FailedCreate: create Pod db-0 in StatefulSet db failed error: pods \"db-0\" is forbidden: exceeded quota");
    }

    [Fact]
    public async Task Orphans_WithItsNames_AreAdoptedAndOthersLeftAlone()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.Pods, Pod("db-0", "'app':'db'"));
        await cluster.PutAsync(CoreResources.Pods, Pod("else", "'app':'db'"));
        await using var loop = RunStatefulSets(cluster);
        var set = await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(2));
        var adopted = await cluster.UntilAsync(CoreResources.Pods, "db-0", p => Owner(p) == set.Uid && Label(p, "statefulset.kubernetes.io/pod-name") == "db-0");
        Label(adopted, "apps.kubernetes.io/pod-index").ShouldBe("0");
        await cluster.UntilSettledAsync(2);
        Owner(await cluster.ReadAsync(CoreResources.Pods, "else")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pod_Relabelled_IsReleasedAndItsPlaceStaysTakenUntilItGoes()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        await using var loop = RunStatefulSets(cluster);
        var set = await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(1));
        await cluster.UntilSettledAsync(1);
        await cluster.PatchAsync(CoreResources.Pods, "db-0", "{'metadata':{'labels':{'app':'debug'}}}");
        await cluster.UntilAsync(CoreResources.Pods, "db-0", p => p.Metadata["ownerReferences"u8].Count == 0);
        await cluster.DeleteAsync(CoreResources.Pods, "db-0");
        await cluster.UntilAsync(CoreResources.Pods, "db-0", p => Owner(p) == set.Uid && IsReady(p));
    }

    [Fact]
    public async Task Claims_ToGoWithThePod_AreItsOwnBeforeItGoesAndTheSetsAgainAfterwards()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        await using var loop = RunStatefulSets(cluster);
        var set = await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(2, spec: Claiming("'whenDeleted':'Delete','whenScaled':'Delete'")));
        await cluster.UntilSettledAsync(2);
        (await cluster.ListAsync(CoreResources.PersistentVolumeClaims)).ShouldAllBe(c => Owner(c) == set.Uid);
        var doomed = await cluster.ReadAsync(CoreResources.Pods, "db-1");
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'replicas':1}}");
        await cluster.UntilGoneAsync(CoreResources.Pods, "db-1");
        Owner(await cluster.ReadAsync(CoreResources.PersistentVolumeClaims, "data-db-1")).ShouldBe(doomed.Uid);

        // The next pod of that number waits until the garbage collector has taken the old claim.
        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'replicas':2}}");
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Names().ShouldBe(["db-0"]);
        await cluster.DeleteAsync(CoreResources.PersistentVolumeClaims, "data-db-1");
        await cluster.UntilSettledAsync(2);
        Owner(await cluster.ReadAsync(CoreResources.PersistentVolumeClaims, "data-db-1")).ShouldBe(set.Uid);

        await cluster.PatchAsync(CoreResources.StatefulSets, "db", "{'spec':{'persistentVolumeClaimRetentionPolicy':{'whenDeleted':'Retain','whenScaled':'Retain'}}}");
        await cluster.UntilAsync(CoreResources.PersistentVolumeClaims, all => all.Count == 2 && all.All(c => Owner(c).Length == 0));
    }

    [Fact]
    public async Task Name_TakenByAStranger_IsAvoidedByACollisionCount()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var first = RunStatefulSets(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(1));
        var revision = (await cluster.UntilAsync(CoreResources.ControllerRevisions, r => r.Count == 1))[0];
        await first.DisposeAsync();
        await cluster.DeleteAsync(CoreResources.ControllerRevisions, revision.Name);
        await cluster.PutAsync(CoreResources.ControllerRevisions, $"{{'apiVersion':'apps/v1','kind':'ControllerRevision','metadata':{{'name':'{revision.Name}'}},'data':{{'spec':{{}}}},'revision':1}}");
        await using var second = RunStatefulSets(cluster);
        var set = await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "collisionCount") == 1);
        var own = await cluster.UntilAsync(CoreResources.ControllerRevisions, all => all.Any(r => Owner(r) == set.Uid && r.Name != revision.Name));
        own.Count.ShouldBe(2);
    }

    [Fact]
    public async Task MinReadySeconds_Passing_LetTheNextPodComeWithoutAnyChange()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        await using var loop = RunStatefulSets(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(2, spec: ",'minReadySeconds':30"));
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "readyReplicas") == 1);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Names().ShouldBe(["db-0"]);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(31));
        await cluster.UntilAsync(CoreResources.StatefulSets, "db", s => Count(s, "readyReplicas") == 2 && Count(s, "availableReplicas") == 1);
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(31));
        await cluster.UntilSettledAsync(2);
    }

    [Fact]
    public async Task History_BeyondTheLimit_IsCleanedUpOldestFirst()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        await using var loop = RunStatefulSets(cluster);
        await cluster.PutAsync(CoreResources.StatefulSets, StatefulSet(1, spec: ",'revisionHistoryLimit':1"));
        await cluster.UntilSettledAsync(1);
        for (var version = 2; version <= 4; version++)
        {
            await cluster.PatchAsync(CoreResources.StatefulSets, "db", Image($"a:{version}"));
            await cluster.UntilSettledAsync(1, $"a:{version}");
        }
        var kept = await cluster.UntilAsync(CoreResources.ControllerRevisions, r => r.Count == 2);
        kept.Select(r => r.Root["revision"u8].AsInt64()).Order().ShouldBe([3, 4]);
    }
}
