using Timonier.Client.Tests;
using Timonier.Documents;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling.Tests;

public sealed class QueueTests
{
    private readonly VirtualTime time = new();
    private readonly SchedulingQueue queue;

    public QueueTests() => queue = new SchedulingQueue(time);

    [Fact]
    public void Take_ByPriorityThenByAge()
    {
        queue.Put(Pod("old"));
        time.Advance(TimeSpan.FromSeconds(1));
        queue.Put(Pod("young"));
        queue.Put(Pod("urgent", priority: 1000));
        Names(3).ShouldBe(["urgent", "old", "young"]);
        queue.Take().ShouldBeNull();
    }

    [Fact]
    public void Sleeper_ThatAChangeHelps_ComesBackAfterItsBackoffOnly()
    {
        queue.Put(Pod("web"));
        for (var backoff = 1; backoff <= 16; backoff *= 2)
        {
            queue.Take().ShouldNotBeNull();
            queue.Sleep("web");
            queue.Wake(_ => true);
            var seconds = Math.Min(backoff, 10);
            queue.NextWake().ShouldBe(TimeSpan.FromSeconds(seconds));
            time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            queue.Take().ShouldBeNull();
            time.Advance(TimeSpan.FromSeconds(0.1));
        }
    }

    [Fact]
    public void Sleeper_ThatNoChangeHelps_SleepsFiveMinutes()
    {
        queue.Put(Pod("web"));
        queue.Take();
        queue.Sleep("web");
        queue.Wake(_ => false);
        time.Advance(TimeSpan.FromSeconds(299));
        queue.Take().ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(1));
        queue.Take().ShouldNotBeNull();
    }

    [Fact]
    public void Sleeper_ThatIsChangedItself_ComesAtOnce_ButNotForItsStatus()
    {
        queue.Put(Pod("web"));
        queue.Take();
        queue.Sleep("web");
        queue.Put(Pod("web", status: "{\"phase\":\"Pending\"}"));
        queue.Take().ShouldBeNull();
        queue.Put(Pod("web", priority: 5));
        queue.Take().ShouldNotBeNull();
    }

    [Fact]
    public void Removed_WhileActiveOrAsleep_NeverComes()
    {
        queue.Put(Pod("a"));
        queue.Put(Pod("b"));
        queue.Take();
        queue.Sleep("a");
        queue.Remove("a");
        queue.Remove("b");
        time.Advance(TimeSpan.FromMinutes(6));
        queue.Take().ShouldBeNull();
        queue.NextWake().ShouldBeNull();
        queue.Count.ShouldBe(0);
    }

    private List<string> Names(int count) => [.. Enumerable.Range(0, count).Select(_ => queue.Take()!.Pod.Name)];

    private static Document Pod(string name, int priority = 0, string status = "{}") =>
        Document.Parse($$"""{"metadata":{"name":"{{name}}","uid":"{{name}}"},"spec":{"priority":{{priority}}},"status":{{status}}}""");
}
