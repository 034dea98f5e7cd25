using Timonier.Contracts.Cluster;
using Timonier.Controllers.CronJobs;
using Timonier.Controllers.FinishedJobs;
using Timonier.Controllers.Framework;
using Timonier.Controllers.GarbageCollection;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

public sealed class CronJobLoopTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact(DisplayName = "[sig-apps] CronJob should schedule multiple jobs concurrently")]
    public async Task Allow_StartsAJobEachTime_WhateverRuns()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Allow"));
        await PassAsync(cluster, Minute);
        await PassAsync(cluster, Minute);
        var cronJob = await cluster.UntilAsync(CoreResources.CronJobs, "often", c => c.Status["active"u8].Count >= 2);
        (await cluster.ListAsync(CoreResources.Jobs)).Count.ShouldBe(cronJob.Status["active"u8].Count);
        await Jobs.UntilToldAsync(cluster, $"SuccessfulCreate: Created job {cronJob.Status["active"u8][0]["name"u8].AsString()}");
    }

    [Fact(DisplayName = "[sig-apps] CronJob should not schedule jobs when suspended [Slow]")]
    public async Task Suspended_StartsNothing()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Allow", ",'suspend':true"));
        await PassAsync(cluster, TimeSpan.FromMinutes(5));
        (await cluster.ListAsync(CoreResources.Jobs)).ShouldBeEmpty();
        (await cluster.ReadAsync(CoreResources.CronJobs, "often")).Status["active"u8].Count.ShouldBe(0);
    }

    [Fact(DisplayName = "[sig-apps] CronJob should not schedule new jobs when ForbidConcurrent [Slow]")]
    public async Task Forbid_WithAJobThatRuns_StartsNoOther()
    {
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Forbid"));
        await PassAsync(cluster, Minute);
        var first = (await cluster.UntilAsync(CoreResources.Jobs, j => j.Count == 1))[0];
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 1 && p[0].Status["phase"u8].TextEquals("Running"u8));
        await PassAsync(cluster, Minute);
        (await cluster.ListAsync(CoreResources.Jobs)).ShouldHaveSingleItem().Name.ShouldBe(first.Name);
        await kubelet.EndAsync((await cluster.ListAsync(CoreResources.Pods))[0], 0);
        await cluster.UntilAsync(CoreResources.Jobs, j => j.Count == 2);
        await Jobs.UntilToldAsync(cluster, "JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid", $"SawCompletedJob: Saw completed job: {first.Name}, condition: Complete");
    }

    [Fact(DisplayName = "[sig-apps] CronJob should replace jobs when ReplaceConcurrent")]
    public async Task Replace_WithAJobThatRuns_DeletesIt()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Replace"));
        await PassAsync(cluster, Minute);
        var first = (await cluster.UntilAsync(CoreResources.Jobs, j => j.Count == 1))[0];
        await PassAsync(cluster, Minute);
        var second = (await cluster.UntilAsync(CoreResources.Jobs, j => j.Count == 1 && j[0].Uid != first.Uid))[0];
        (await cluster.UntilAsync(CoreResources.CronJobs, "often", c => c.Status["active"u8].Count == 1 && c.Status["active"u8][0]["uid"u8].AsString() == second.Uid)).ShouldNotBeNull();
    }

    [Fact(DisplayName = "[sig-apps] CronJob should support CronJob API operations")]
    public async Task CronJob_IsReadWrittenPatchedAndDeletedLikeAnyObject()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Allow", ",'suspend':true"));
        (await cluster.PatchAsync(CoreResources.CronJobs, "often", "{'metadata':{'annotations':{'patched':'true'}}}")).Metadata["annotations"u8]["patched"u8].AsString().ShouldBe("true");
        var draft = DraftObject.Of(await cluster.ReadAsync(CoreResources.CronJobs, "often"));
        draft.Object("metadata").Object("annotations")["updated"] = "true";
        (await cluster.Admin.UpdateAsync(CoreResources.CronJobs, "default", draft)).IsSuccess.ShouldBeTrue();
        await cluster.SettleAsync();
        await cluster.PatchAsync(CoreResources.CronJobs, "often", "{'status':{'lastScheduleTime':'2026-03-01T12:00:00Z'}}", subresource: "status");
        (await cluster.Admin.GetAsync(CoreResources.CronJobs, "default", "often", "status")).Value!.Status["lastScheduleTime"u8].AsString().ShouldBe("2026-03-01T12:00:00Z");
        (await cluster.ListAsync(CoreResources.CronJobs)).Count.ShouldBe(1);
        await cluster.DeleteAsync(CoreResources.CronJobs, "often");
        await cluster.UntilGoneAsync(CoreResources.CronJobs, "often");
    }

    [Fact]
    public async Task History_IsKeptToItsLimits()
    {
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        kubelet.Exits = _ => 0;
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Allow", ",'successfulJobsHistoryLimit':2"));
        for (var run = 0; run < 4; run++) await PassAsync(cluster, Minute);
        var jobs = await cluster.UntilAsync(CoreResources.Jobs, j => j.Count == 2 && j.All(x => JobEnded(x)));
        var cronJob = await cluster.UntilAsync(CoreResources.CronJobs, "often", c => c.Status["active"u8].Count == 0);
        cronJob.Status["lastSuccessfulTime"u8].AsTime().ShouldBe(jobs.Max(j => j.Status["completionTime"u8].AsTime()));
    }

    [Fact]
    public async Task Crash_BetweenStartingAndWritingItDown_StartsNoSecondJob()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var blocked = true;
        cluster.Before = call => Task.FromResult(blocked && call.Verb == "update/status" && call.Resource == CoreResources.CronJobs ? Status.Conflict(call.Resource, "often") : null);
        var first = Run(cluster);
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Allow"));
        await cluster.UntilAsync(() => first.Controller.Taken.Count > 0);
        await cluster.AdvanceAsync(Minute);
        var job = (await cluster.UntilAsync(CoreResources.Jobs, j => j.Count == 1))[0];
        await first.DisposeAsync();
        blocked = false;
        await using var second = Run(cluster);
        var cronJob = await cluster.UntilAsync(CoreResources.CronJobs, "often", c => c.Status["active"u8].Count > 0);
        cronJob.Status["active"u8][0]["uid"u8].AsString().ShouldBe(job.Uid);
    }

    [Fact]
    public async Task TwoLeaders_AtOneTime_StartOneJob()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await using var other = Run(cluster);
        await cluster.PutAsync(CoreResources.CronJobs, CronJob("Allow", schedule: "0 * * * *"));
        await PassAsync(cluster, TimeSpan.FromHours(1));
        await cluster.UntilAsync(CoreResources.CronJobs, "often", c => c.Status["active"u8].Count == 1);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Jobs)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task FinishedJob_AfterItsTimeToLive_IsDeletedWithItsPods()
    {
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        kubelet.Exits = _ => 0;
        await using var ttl = new Loop<ObjectKey>(cluster, "ttl-after-finished-controller", (client, events) => new FinishedJobController(client, events, cluster.Time));
        await cluster.PutAsync(CoreResources.Jobs, Jobs.New(",'ttlSecondsAfterFinished':100"));
        await Jobs.UntilAsync(cluster, "Complete");
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(50));
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.Jobs)).Count.ShouldBe(1);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(60));
        await cluster.UntilGoneAsync(CoreResources.Jobs, "work");
        (await cluster.ListAsync(CoreResources.Pods)).ShouldBeEmpty();
    }

    [Fact]
    public async Task FinishedJob_GivenMoreTimeMeanwhile_Stays()
    {
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        kubelet.Exits = _ => 0;
        await using var ttl = new Loop<ObjectKey>(cluster, "ttl-after-finished-controller", (client, events) => new FinishedJobController(client, events, cluster.Time));
        cluster.Before = async call =>
        {
            // Somebody gives it an hour in the moment before it goes.
            if (call.Verb == "delete" && call.Resource == CoreResources.Jobs) await cluster.PatchAsync(CoreResources.Jobs, "work", "{'spec':{'ttlSecondsAfterFinished':3600}}");
            return null;
        };
        await cluster.PutAsync(CoreResources.Jobs, Jobs.New(",'ttlSecondsAfterFinished':0"));
        await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Spec["ttlSecondsAfterFinished"u8].AsInt32() == 3600);
        await cluster.SettleAsync();
        (await cluster.ReadAsync(CoreResources.Jobs, "work")).Metadata["deletionTimestamp"u8].Exists.ShouldBeFalse();
    }

    private static bool JobEnded(Document job) => job.Status["completionTime"u8].Exists;

    private static async Task<(LiveCluster, SimulatedKubelet)> StartAsync()
    {
        var (cluster, kubelet) = await Jobs.StartAsync();
        _ = Run(cluster);
        _ = new Loop<GarbageKey>(cluster, "generic-garbage-collector", (client, events) => new GarbageCollector(client, events, cluster.Kinds));
        return (cluster, kubelet);
    }

    private static Loop<ObjectKey> Run(LiveCluster cluster) => new(cluster, "cronjob-controller", (client, events) => new CronJobController(client, events, cluster.Time));

    private static async Task PassAsync(LiveCluster cluster, TimeSpan span)
    {
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(span + TimeSpan.FromMilliseconds(200));
        await cluster.SettleAsync();
    }

    private static string CronJob(string policy, string spec = "", string schedule = "* * * * *") =>
        $"{{'apiVersion':'batch/v1','kind':'CronJob','metadata':{{'name':'often'}},'spec':{{'schedule':'{schedule}','concurrencyPolicy':'{policy}'{spec},"
        + "'jobTemplate':{'spec':{'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'a:1'}]}}}}}}";
}
