using Timonier.Kernel;

namespace Timonier.Kernel.Tests;

public class WorkQueueTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void Add_Twice_IsTakenOnce()
    {
        using var queue = new WorkQueue<string>(time);
        queue.Add("a");
        queue.Add("a");
        queue.TryTake(out var item).ShouldBeTrue();
        item.ShouldBe("a");
        queue.TryTake(out _).ShouldBeFalse();
    }

    [Fact]
    public void Add_WhileWorkedOn_ComesAgainWhenDone()
    {
        using var queue = new WorkQueue<string>(time);
        queue.Add("a");
        queue.TryTake(out _).ShouldBeTrue();
        queue.Add("a");
        queue.TryTake(out _).ShouldBeFalse();
        queue.Done("a");
        queue.TryTake(out _).ShouldBeTrue();
    }

    [Fact]
    public void AddAfter_SeveralDelays_TheShortestCountsOnce()
    {
        using var queue = new WorkQueue<string>(time);
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(2));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(1));
        queue.Count.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(1));
        queue.TryTake(out _).ShouldBeTrue();
        queue.Done("a");
        time.Advance(TimeSpan.FromSeconds(60));
        queue.Count.ShouldBe(0);
    }

    [Fact]
    public void AddRateLimited_RepeatedFailures_DoubleTheDelayUntilForgotten()
    {
        using var queue = new WorkQueue<string>(time);
        queue.AddRateLimited("a").ShouldBe(TimeSpan.FromMilliseconds(5));
        queue.AddRateLimited("a").ShouldBe(TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 100; i++) queue.AddRateLimited("a");
        queue.AddRateLimited("a").ShouldBe(TimeSpan.FromSeconds(1000));
        queue.Forget("a");
        queue.AddRateLimited("a").ShouldBe(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public async Task TakeAsync_EmptyQueue_WaitsForAddAndStop()
    {
        using var queue = new WorkQueue<string>(time);
        var first = queue.TakeAsync(CancellationToken.None).AsTask();
        first.IsCompleted.ShouldBeFalse();
        queue.Add("a");
        (await first).ShouldBe((true, "a"));
        var second = queue.TakeAsync(CancellationToken.None).AsTask();
        queue.Stop();
        (await second).Found.ShouldBeFalse();
    }

    [Fact]
    public void Backoff_Failures_DoubleUpToTheLimitAndResetWhenQuiet()
    {
        var backoff = new Backoff<string>(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(300), time);
        new[] { 10, 20, 40, 80, 160, 300, 300 }.ShouldAllBe(s => backoff.Next("c") == TimeSpan.FromSeconds(s));
        backoff.Remaining("c").ShouldBe(TimeSpan.FromSeconds(300));
        time.Advance(TimeSpan.FromSeconds(601));
        backoff.Next("c").ShouldBe(TimeSpan.FromSeconds(10));
    }
}
