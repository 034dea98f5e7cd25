using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Jobs;

namespace Timonier.Controllers.Tests;

/// <summary>The controller is killed before its n-th write, and another takes over: every pod is still counted exactly once.</summary>
public sealed class JobCrashTests
{
    public static TheoryData<int> Writes => [.. Enumerable.Range(1, 18)];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Crash_BeforeAnyWrite_LosesAndDoublesNothing(int fatal)
    {
        await using var cluster = await LiveCluster.StartAsync();
        var kubelet = Workloads.Kubelet(cluster);
        kubelet.Exits = pod => pod.Name.Contains("-1-", StringComparison.Ordinal) ? 1 : 0;
        await using var crashed = Crash(cluster, fatal);
        await cluster.PutAsync(CoreResources.Jobs, New(",'completions':3,'parallelism':2", "plain"));
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'completions':3,'parallelism':3,'backoffLimitPerIndex':0", "indexed"));
        await cluster.UntilAsync(() => crashed.IsStruck);
        await crashed.DisposeAsync();
        await using var successor = Run(cluster);
        await using var orphans = RunOrphans(cluster);
        var plain = await UntilAsync(cluster, "Complete", "plain");
        var indexed = await UntilAsync(cluster, "Failed", "indexed");
        await cluster.SettleAsync();
        var pods = await cluster.ListAsync(CoreResources.Pods);
        pods.Count(p => Controllers.Jobs.JobPod.IsHeldBy(p)).ShouldBe(0);
        (plain.Status["succeeded"u8].AsInt32(), plain.Status["failed"u8].Exists).ShouldBe((3, false));
        (indexed.Status["succeeded"u8].AsInt32(), indexed.Status["failed"u8].AsInt32(), indexed.Status["completedIndexes"u8].AsString(), indexed.Status["failedIndexes"u8].AsString()).ShouldBe((2, 1, "0,2", "1"));
        pods.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Crash_AgainAndAgain_StillComesToTheRightEnd(int fatal)
    {
        await using var cluster = await LiveCluster.StartAsync();
        Workloads.Kubelet(cluster).Exits = _ => 0;
        await cluster.PutAsync(CoreResources.Jobs, New(",'completions':3,'parallelism':2", "plain"));
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'completions':2,'parallelism':2", "indexed"));
        var isOver = false;
        for (var life = 0; !isOver; life++)
        {
            life.ShouldBeLessThan(80, string.Join('\n', cluster.Written.TakeLast(8)));
            await using var crashed = Crash(cluster, fatal);
            await cluster.UntilAsync(CoreResources.Jobs, jobs => crashed.IsStruck || (isOver = jobs.All(j => j.Status["completionTime"].Exists)));
        }
        foreach (var (job, succeeded) in (await cluster.ListAsync(CoreResources.Jobs)).Zip([2, 3])) job.Status["succeeded"u8].AsInt32().ShouldBe(succeeded);
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(5);
    }

    private static Crashing Crash(LiveCluster cluster, int fatal)
    {
        var crashing = new Crashing(fatal);
        cluster.Before = crashing.BeforeAsync;
        crashing.Loop = Run(cluster);
        return crashing;
    }

    /// <summary>Refuses the fatal write and all after it until the loop has ended.</summary>
    private sealed class Crashing(int fatal) : IAsyncDisposable
    {
        private int writes;
        private volatile bool isOver;

        public Loop<Framework.ObjectKey>? Loop { get; set; }

        public bool IsStruck => Volatile.Read(ref writes) >= fatal;

        public Task<Status?> BeforeAsync(ClusterCall call)
        {
            if (isOver || !call.User.EndsWith(":job-controller", StringComparison.Ordinal) || call.Resource == CoreResources.Events) return Task.FromResult<Status?>(null);
            if (Interlocked.Increment(ref writes) < fatal) return Task.FromResult<Status?>(null);
            return Task.FromResult<Status?>(new Status(500, "InternalError", "dead"));
        }

        public async ValueTask DisposeAsync()
        {
            await Loop!.DisposeAsync();
            isOver = true;
        }
    }
}
