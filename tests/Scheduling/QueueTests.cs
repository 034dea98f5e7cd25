using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling.Tests;

public sealed class QueueTests
{
    private static readonly Profile Usual = ProfileBuilder.Build(new ProfileConfig(), new SchedulerConfig());
    private static readonly HashSet<string> Named = ["NodeName"];
    private readonly VirtualTime time = new();
    private readonly SchedulingQueue queue;

    public QueueTests() => queue = new SchedulingQueue(new ClusterView(_ => ObjectSnapshot.Empty, time), time, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    [Fact]
    public void Take_ByPriorityThenByAge()
    {
        Put("old");
        time.Advance(TimeSpan.FromSeconds(1));
        Put("young");
        Put("urgent", "'priority':1000");
        Names(3).ShouldBe(["urgent", "old", "young"]);
        queue.Take().ShouldBeNull();
    }

    [Fact]
    public void Broken_ComesBackAfterABackoffThatDoublesToTenSeconds()
    {
        Put("web");
        for (var backoff = 1; backoff <= 16; backoff *= 2)
        {
            queue.Take().ShouldNotBeNull();
            queue.Retry("web");
            var seconds = Math.Min(backoff, 10);
            queue.NextWake().ShouldBe(TimeSpan.FromSeconds(seconds));
            time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            queue.Take().ShouldBeNull();
            time.Advance(TimeSpan.FromSeconds(0.1));
        }
    }

    [Fact]
    public void Helped_WithinItsBackoff_GoesBehindThoseThatAreReady()
    {
        Put("refused", "'nodeName':'n1','priority':9");
        queue.Take();
        queue.Sleep("refused", Named);
        Put("ready");
        queue.Wake(NewNode("n1"));
        Names(2).ShouldBe(["ready", "refused"]);
    }

    [Theory]
    [InlineData("n1", true)]
    [InlineData("n2", false)]
    public void Sleeper_IsWokenOnlyByWhatItsRefuserWaitsFor(string node, bool comes)
    {
        Put("web", "'nodeName':'n1'");
        queue.Take();
        queue.Sleep("web", Named);
        queue.Wake(NewNode(node));
        (queue.Take() is not null).ShouldBe(comes);
    }

    [Fact]
    public void Sleeper_ThatNoChangeHelps_SleepsFiveMinutes()
    {
        Put("web", "'nodeName':'n1'");
        queue.Take();
        queue.Sleep("web", Named);
        queue.Wake(NewNode("n2"));
        time.Advance(TimeSpan.FromSeconds(299));
        queue.Take().ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(1));
        queue.Take().ShouldNotBeNull();
    }

    [Fact]
    public void Sleeper_ThatIsChangedItself_Comes_ButNotForItsStatus()
    {
        Put("web");
        queue.Take();
        queue.Sleep("web", Named);
        Put("web", status: "'phase':'Pending'");
        queue.Take().ShouldBeNull();
        Put("web", "'nodeSelector':{'disk':'ssd'}");
        queue.Take().ShouldNotBeNull();
    }

    [Fact]
    public void Gated_IsHeldUntilTheLastGateIsGone()
    {
        Put("web", "'schedulingGates':[{'name':'a'},{'name':'b'}]")!.Message.ShouldBe("waiting for scheduling gates: [a b]");
        queue.Take().ShouldBeNull();
        Put("web", "'schedulingGates':[{'name':'b'}]").ShouldNotBeNull();
        queue.GatedCount.ShouldBe(1);
        Put("web").ShouldBeNull();
        queue.Take().ShouldNotBeNull();
    }

    [Fact]
    public void Removed_WhileActiveOrAsleep_NeverComes()
    {
        Put("a");
        Put("b");
        queue.Take();
        queue.Sleep("a", Named);
        queue.Remove("a");
        queue.Remove("b");
        time.Advance(TimeSpan.FromMinutes(6));
        queue.Take().ShouldBeNull();
        queue.NextWake().ShouldBeNull();
        queue.Count.ShouldBe(0);
    }

    private static ClusterChange NewNode(string name) =>
        new(ChangeOf.Node, null, Document.Parse($$$"""{"metadata":{"name":"{{{name}}}"}}"""));

    private List<string> Names(int count) => [.. Enumerable.Range(0, count).Select(_ => queue.Take()!.Request.Name)];

    private Refusal? Put(string name, string spec = "", string status = "") => queue.Put(PodRequest.Of(Document.Parse(
        $"{{'metadata':{{'name':'{name}','uid':'{name}'}},'spec':{{{spec}}},'status':{{{status}}}}}".Replace('\'', '"'))), Usual);
}
