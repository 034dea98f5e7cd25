using Timonier.Api.FlowControl;

namespace Timonier.Api.Tests.FlowControl;

/// <summary>Time is a number here: a thousand ticks are a second.</summary>
public sealed class FairQueuesTests
{
    private static readonly QueueShape Shape = new(64, 6, 50);

    [Fact]
    public void Begin_WhileSeatsAreFree_QueuesNobody()
    {
        var queues = Of(2);
        queues.TryBegin(FlowWork.Least, 0).ShouldBeTrue();
        queues.TryBegin(FlowWork.Least, 0).ShouldBeTrue();
        queues.TryBegin(FlowWork.Least, 0).ShouldBeFalse();
        queues.Figures().ShouldBe(new QueueFigures(Limit: 2, SeatsInUse: 2, Executing: 2, Waiting: 0, SeatsWaiting: 0, ActiveQueues: 0));
    }

    [Fact]
    public void Finish_LetsTheNextIn()
    {
        var queues = Of(1);
        queues.TryBegin(FlowWork.Least, 0);
        var wait = Wait("a");
        queues.Enqueue(wait, 1).ShouldBe(FlowOutcome.Waiting);
        wait.Task.IsCompleted.ShouldBeFalse();
        queues.Finish(FlowWork.Least, null, 0, 2).ShouldBeFalse();
        wait.Task.IsCompletedSuccessfully.ShouldBeTrue();
        queues.Finish(wait.Work, wait.Queue, 2, 3);
        queues.Figures().ShouldBe(new QueueFigures(1, 0, 0, 0, 0, 0));
    }

    [Fact]
    public void Enqueue_WithoutQueues_Refuses()
    {
        var queues = new FairQueues(QueueShape.None, 1, 0, 1000);
        queues.TryBegin(FlowWork.Least, 0);
        queues.Enqueue(Wait("a"), 0).ShouldBe(FlowOutcome.ConcurrencyLimit);
    }

    [Fact]
    public void Enqueue_IntoAFullQueue_Refuses_AndOtherFlowsStillFindRoom()
    {
        var queues = new FairQueues(new QueueShape(64, 1, 2), 1, 0, 1000);
        queues.TryBegin(FlowWork.Least, 0);
        queues.Enqueue(Wait("greedy"), 0).ShouldBe(FlowOutcome.Waiting);
        queues.Enqueue(Wait("greedy"), 0).ShouldBe(FlowOutcome.Waiting);
        queues.Enqueue(Wait("greedy"), 0).ShouldBe(FlowOutcome.QueueFull);
        queues.Enqueue(Wait("modest"), 0).ShouldBe(FlowOutcome.Waiting);
    }

    [Fact]
    public void Abandon_TakesTheRequestOut_AndLetsThoseBehindItPass()
    {
        var queues = new FairQueues(Shape with { HandSize = 1 }, 2, 0, 1000);
        queues.TryBegin(FlowWork.Least, 0);
        var wide = Wait("a", new FlowWork(2));
        var narrow = Wait("a");
        queues.Enqueue(wide, 1);
        queues.Enqueue(narrow, 2);
        narrow.Task.IsCompleted.ShouldBeFalse();
        queues.TryAbandon(wide, 3).ShouldBeTrue();
        narrow.Task.IsCompletedSuccessfully.ShouldBeTrue();
        queues.TryAbandon(narrow, 4).ShouldBeFalse();
    }

    [Fact]
    public void WideRequest_AtTheFront_IsNotPassedByNarrowOnes()
    {
        var queues = Of(4);
        for (var i = 0; i < 4; i++) queues.TryBegin(FlowWork.Least, 0);
        var wide = Wait("wide", new FlowWork(3));
        queues.Enqueue(wide, 1);
        for (var i = 0; i < 3; i++)
        {
            queues.TryBegin(FlowWork.Least, 2).ShouldBeFalse();
            queues.Finish(FlowWork.Least, null, 0, 2 + i);
        }
        wide.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void RequestWiderThanTheLevel_RunsWhenItIsAlone()
    {
        var queues = Of(2);
        queues.TryBegin(new FlowWork(5), 0).ShouldBeTrue();
        queues.TryBegin(FlowWork.Least, 0).ShouldBeFalse();
    }

    [Fact]
    public void FinalSeats_StayTakenAfterTheAnswer()
    {
        var queues = Of(3);
        var write = new FlowWork(1, 3, TimeSpan.FromMilliseconds(15));
        queues.TryBegin(write, 0).ShouldBeTrue();
        var wait = Wait("a");
        queues.Enqueue(wait, 0);
        queues.Finish(write, null, 0, 1).ShouldBeTrue();
        wait.Task.IsCompleted.ShouldBeFalse();
        queues.Release(write, 16);
        wait.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void WiderLimit_LetsWaitingOnesIn()
    {
        var queues = Of(1);
        queues.TryBegin(FlowWork.Least, 0);
        var wait = Wait("a");
        queues.Enqueue(wait, 0);
        queues.Limit(2, 1);
        wait.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void FewerQueues_EmptyTheOthers()
    {
        var queues = Of(1);
        queues.TryBegin(FlowWork.Least, 0);
        var waits = Enumerable.Range(0, 40).Select(i => Wait($"flow-{i}")).ToList();
        foreach (var wait in waits) queues.Enqueue(wait, 0).ShouldBe(FlowOutcome.Waiting);
        queues.Reshape(new QueueShape(2, 1, 50), 1, 1);
        queues.Finish(FlowWork.Least, null, 0, 1);
        for (var now = 2L; queues.Figures().Executing > 0; now++)
        {
            var running = waits.Single(w => w.Task.IsCompleted);
            waits.Remove(running);
            queues.Finish(running.Work, running.Queue, now - 1, now);
        }
        waits.ShouldBeEmpty();
    }

    private static FairQueues Of(int seats) => new(Shape, seats, 0, 1000);

    private static FlowWait Wait(string flow, FlowWork? work = null) => new(work ?? FlowWork.Least, ShuffleSharding.Hash("schema", flow));
}
