using Timonier.Api.FlowControl;

namespace Timonier.Api.Tests.FlowControl;

/// <summary>Whole runs of one level, millisecond by millisecond.</summary>
public sealed class FairnessModelTests
{
    private static readonly QueueShape Shape = new(64, 6, 50);

    [Theory]
    [InlineData(1, 10, 100)]
    [InlineData(4, 10, 30)]
    [InlineData(10, 20, 50)]
    [InlineData(10, 3, 20)]
    public void ModestFlow_BesideAGreedyOne_IsNotStarved(int seats, int milliseconds, int every)
    {
        var run = new Run(new FairQueues(Shape, seats, 0, 1000));
        for (var now = 0; now < 5000; now++)
        {
            run.Proceed(now);
            for (var i = 0; i < 20; i++) run.Send("greedy", FlowWork.Least, milliseconds, now);
            if (now % every == 0) run.Send("modest", FlowWork.Least, milliseconds, now);
        }
        run.Refused("greedy").ShouldBeGreaterThan(1000);
        run.Refused("modest").ShouldBe(0);
        // Two rounds of turns with the six queues of the greedy flow, where that one has hundreds of requests waiting.
        run.LongestWait("modest").ShouldBeLessThanOrEqualTo((2 * milliseconds) + (2 * 6 * milliseconds / seats));
        run.LongestWait("greedy").ShouldBeGreaterThan(run.LongestWait("modest"));
    }

    [Fact]
    public void FlowOfWideRequests_GetsNoMoreThanItsPart()
    {
        var run = new Run(new FairQueues(Shape with { HandSize = 1 }, 10, 0, 1000));
        for (var now = 0; now < 20_000; now++)
        {
            run.Proceed(now);
            if (run.Waiting("wide") < 5) run.Send("wide", new FlowWork(5), 20, now);
            if (run.Waiting("narrow") < 5) run.Send("narrow", FlowWork.Least, 20, now);
        }
        // Narrow ones are served with as many seat-seconds as wide ones, so with five times as many requests.
        ((double)run.Served("narrow") / run.Served("wide")).ShouldBeInRange(4, 6);
    }

    [Fact]
    public void LongRequests_CountByWhatTheyTookInTheEnd()
    {
        var run = new Run(new FairQueues(Shape with { HandSize = 1 }, 4, 0, 1000));
        for (var now = 0; now < 40_000; now++)
        {
            run.Proceed(now);
            if (run.Waiting("slow") < 5) run.Send("slow", FlowWork.Least, 80, now);
            if (run.Waiting("fast") < 5) run.Send("fast", FlowWork.Least, 10, now);
        }
        ((double)run.Served("fast") / run.Served("slow")).ShouldBeInRange(6, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomRun_NeverTakesMoreSeatsThanThereAre_AndEndsEmpty(int seed)
    {
        var random = new Random(seed);
        var queues = new FairQueues(new QueueShape(8, 3, 10), 6, 0, 1000);
        var run = new Run(queues);
        for (var now = 0; now < 3000; now++)
        {
            run.Proceed(now);
            for (var i = random.Next(4); i > 0; i--)
                run.Send($"flow-{random.Next(5)}", new FlowWork(random.Next(1, 4), random.Next(3), TimeSpan.FromMilliseconds(random.Next(4))), random.Next(1, 8), now);
            if (random.Next(10) == 0) run.GiveUpOne(now);
            queues.Figures().SeatsInUse.ShouldBeLessThanOrEqualTo(6);
        }
        for (var now = 3000; now < 10_000; now++) run.Proceed(now);
        queues.Figures().ShouldBe(new QueueFigures(6, 0, 0, 0, 0, 0));
    }
}
