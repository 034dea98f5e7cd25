using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.GarbageCollection;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Jobs;

namespace Timonier.Controllers.Tests;

public sealed class JobLoopTests
{
    [Fact]
    public async Task Job_RunToItsEnd_TellsItsStory()
    {
        var (cluster, _) = await StartAsync(_ => 0);
        await using var live = cluster;
        var job = await cluster.PutAsync(CoreResources.Jobs, New());
        var done = await UntilAsync(cluster, "Complete");
        Conditions(done).ShouldBe(["SuccessCriteriaMet: CompletionsReached", "Complete: CompletionsReached"]);
        (done.Status["succeeded"u8].AsInt32(), done.Status["active"u8].Exists, done.Status["ready"u8].AsInt32(), done.Status["terminating"u8].AsInt32()).ShouldBe((1, false, 0, 0));
        done.Status["uncountedTerminatedPods"u8].ToString().ShouldBe("{}");
        await cluster.SettleAsync();
        var pod = (await cluster.ListAsync(CoreResources.Pods)).ShouldHaveSingleItem();
        pod.Metadata["finalizers"u8].Count.ShouldBe(0);
        foreach (var (label, value) in ((string, string)[])[("job-name", "work"), ("batch.kubernetes.io/job-name", "work"), ("controller-uid", job.Uid), ("batch.kubernetes.io/controller-uid", job.Uid)])
            Workloads.Label(pod, label).ShouldBe(value);
        await UntilToldAsync(cluster, "Completed: Job completed");
        (await cluster.EventsAsync()).ShouldBe([$"SuccessfulCreate: Created pod: {pod.Name}", "Completed: Job completed"], ignoreOrder: true);
    }

    [Fact]
    public async Task Failures_BeyondTheLimit_EndTheJobAfterGrowingPauses()
    {
        var (cluster, _) = await StartAsync(_ => 1);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'backoffLimit':2"));
        var start = cluster.Time.GetUtcNow();
        var failed = await UntilAsync(cluster, "Failed");
        failed.Status["failed"u8].AsInt32().ShouldBe(3);
        (cluster.Time.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(60));
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(3);
        await UntilToldAsync(cluster, "BackoffLimitExceeded: Job has reached the specified backoff limit");
    }

    [Fact]
    public async Task Deadline_Passed_EndsTheJobOnceItsPodsAreGone()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'activeDeadlineSeconds':100,'parallelism':2"));
        await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Status["ready"u8].AsInt32() == 2);
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(101));
        var failed = await UntilAsync(cluster, "Failed");
        Conditions(failed).ShouldBe(["FailureTarget: DeadlineExceeded", "Failed: DeadlineExceeded"]);
        (failed.Status["failed"u8].AsInt32(), failed.Status["startTime"u8].Exists).ShouldBe((2, true));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
    }

    [Fact]
    public async Task Suspended_ThenResumed_RunsAnewWithoutCountingWhatWasStopped()
    {
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':2,'completions':2"));
        var first = await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Status["active"u8].AsInt32() == 2);
        await cluster.PatchAsync(CoreResources.Jobs, "work", "{'spec':{'suspend':true}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
        var suspended = await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Status["terminating"u8].AsInt32() == 0 && Conditions(j).Any());
        (suspended.Status["active"u8].Exists, suspended.Status["failed"u8].Exists, suspended.Status["startTime"u8].Exists).ShouldBe((false, false, false));
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
        kubelet.Exits = _ => 0;
        await cluster.PatchAsync(CoreResources.Jobs, "work", "{'spec':{'suspend':false}}");
        var done = await UntilAsync(cluster, "Complete");
        (done.Status["startTime"u8].AsTime() - first.Status["startTime"u8].AsTime())!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        (done.Status["succeeded"u8].AsInt32(), done.Status["failed"u8].Exists).ShouldBe((2, false));
        await UntilToldAsync(cluster, "Suspended: Job suspended", "Resumed: Job resumed");
    }

    [Fact]
    public async Task Elastic_GrownAndShrunk_FollowsItsCompletions()
    {
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'parallelism':2,'completions':2"));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.PatchAsync(CoreResources.Jobs, "work", "{'spec':{'parallelism':4,'completions':4}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 4);
        await cluster.PatchAsync(CoreResources.Jobs, "work", "{'spec':{'parallelism':3,'completions':3}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Select(Index).Order().SequenceEqual([0, 1, 2]));
        await cluster.SettleAsync();
        kubelet.Exits = _ => 0;
        foreach (var pod in await cluster.ListAsync(CoreResources.Pods)) await kubelet.EndAsync(pod, 0);
        (await UntilAsync(cluster, "Complete")).Status["completedIndexes"u8].AsString().ShouldBe("0-2");
    }

    [Fact]
    public async Task Foreign_IsLeftAlone()
    {
        var (cluster, _) = await StartAsync(_ => 0);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'managedBy':'example.com/other'", "foreign"));
        await cluster.PutAsync(CoreResources.Jobs, New());
        await UntilAsync(cluster, "Complete");
        await cluster.SettleAsync();
        (await cluster.ReadAsync(CoreResources.Jobs, "foreign")).Status["startTime"u8].Exists.ShouldBeFalse();
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Replacement_WhenFailedOnly_WaitsForTheEndOfTheOld()
    {
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'podReplacementPolicy':'Failed'"));
        var pod = (await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1 && p[0].Status["podIP"u8].Exists))[0];
        // Somebody else's finalizer keeps it, and nobody says yet how it ended.
        await cluster.PatchAsync(CoreResources.Pods, pod.Name, "{'metadata':{'finalizers':['batch.kubernetes.io/job-tracking','example.com/kept']}}");
        kubelet.Acts = _ => false;
        await cluster.DeleteAsync(CoreResources.Pods, pod.Name, grace: 30);
        await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Status["terminating"u8].AsInt32() == 1 && !j.Status["active"u8].Exists);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(1);
        await kubelet.EndAsync(pod, 137);
        kubelet.Acts = _ => true;
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
    }

    [Fact]
    public async Task JobDeleted_InTheBackground_LetsItsPodsGo()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await using var garbage = new Loop<GarbageKey>(cluster, "generic-garbage-collector", (client, events) => new GarbageCollector(client, events, cluster.Kinds));
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':3"));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3);
        await cluster.DeleteAsync(CoreResources.Jobs, "work");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
    }

    [Fact]
    public async Task JobDeleted_WithItsPodsOrphaned_LeavesThemFree()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await using var garbage = new Loop<GarbageKey>(cluster, "generic-garbage-collector", (client, events) => new GarbageCollector(client, events, cluster.Kinds));
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':3"));
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3);
        await cluster.DeleteAsync(CoreResources.Jobs, "work", policy: "Orphan");
        await cluster.UntilGoneAsync(CoreResources.Jobs, "work");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3 && p.All(x => x.Metadata["finalizers"u8].Count == 0 && Ownership.ControllerOf(x) is null));
    }

    [Fact]
    public async Task TwoLeaders_CountEachCompletionOnce()
    {
        var (cluster, _) = await StartAsync(pod => Index(pod) % 5 == 4 ? 1 : 0);
        await using var live = cluster;
        await using var other = Run(cluster);
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'parallelism':5,'completions':20,'backoffLimitPerIndex':0"));
        var failed = await UntilAsync(cluster, "Failed");
        await cluster.SettleAsync();
        var pods = await cluster.ListAsync(CoreResources.Pods);
        (failed.Status["completedIndexes"u8].AsString(), failed.Status["failedIndexes"u8].AsString(), failed.Status["succeeded"u8].AsInt32()).ShouldBe(("0-3,5-8,10-13,15-18", "4,9,14,19", 16));
        // What one leader makes twice the other deletes; if it ran already it has failed and is gone.
        var deleted = cluster.Written.Count(c => c.Verb == "delete" && c.Resource == CoreResources.Pods);
        failed.Status["failed"u8].AsInt32().ShouldBeLessThanOrEqualTo(deleted + pods.Count(p => p.Status["phase"u8].TextEquals("Failed"u8)));
        pods.Count(p => Controllers.Jobs.JobPod.IsHeldBy(p)).ShouldBe(0);
    }

    [Fact]
    public async Task TwoLeaders_OverOneListOfPods_CountNoneTwice()
    {
        var (cluster, _) = await StartAsync(_ => 0);
        await using var live = cluster;
        await using var other = Run(cluster);
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':4,'completions':30"));
        var done = await UntilAsync(cluster, "Complete");
        await cluster.SettleAsync();
        // What two leaders make at one moment is too many; but each that succeeded counts once. One may have succeeded, and
        // been counted, just before the other leader deleted it as one too many.
        var succeeded = (await cluster.ListAsync(CoreResources.Pods)).Count(p => p.Status["phase"u8].TextEquals("Succeeded"u8));
        var deleted = cluster.Written.Count(c => c.Verb == "delete" && c.Resource == CoreResources.Pods);
        done.Status["succeeded"u8].AsInt32().ShouldBeInRange(30, succeeded + deleted);
    }

    [Fact]
    public async Task Writes_Overtaken_AreMadeAgainOnNewerState()
    {
        var (cluster, _) = await StartAsync(_ => 0);
        await using var live = cluster;
        var touched = 0;
        cluster.Before = async call =>
        {
            if (call.Verb == "update/status" && Interlocked.Increment(ref touched) % 2 == 1) await cluster.PatchAsync(CoreResources.Jobs, "work", $"{{'metadata':{{'annotations':{{'touched':'{touched}'}}}}}}");
            return null;
        };
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':2,'completions':6"));
        var done = await UntilAsync(cluster, "Complete");
        done.Status["succeeded"u8].AsInt32().ShouldBe(6);
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(6);
    }
}
