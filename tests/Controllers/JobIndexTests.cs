using Timonier.Controllers.Jobs;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Jobs;

namespace Timonier.Controllers.Tests;

/// <summary>Jobs whose pods have indexes, and the policies that judge pods.</summary>
public sealed class JobIndexTests
{
    private const string PerIndex = Indexed + ",'completions':3,'parallelism':3,'backoffLimit':2147483647,'backoffLimitPerIndex':1";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Compute_Indexed_MakesTheLowestIndexesThatNobodyHas() =>
        Made(Plan(Job(Indexed + ",'completions':9,'parallelism':4", "'completedIndexes':'0,2'"), Pod("a", index: 1), Pod("b", "Succeeded", 4))).ShouldBe([3, 5, 6]);

    [Fact]
    public void Compute_IndexSucceeded_IsInTheListBeforeItsPodIsLetGo()
    {
        var status = First(Plan(Job(Indexed + ",'completions':9,'parallelism':1", "'completedIndexes':'0,2'"), Pod("a", "Succeeded", 1), Pod("b", "Succeeded", 7)));
        (status["completedIndexes"u8].AsString(), status["succeeded"u8].AsInt32(), status["uncountedTerminatedPods"u8].Count).ShouldBe(("0-2,7", 4, 0));
    }

    [Fact]
    public void Compute_StatusThatStands_IsNotWrittenAgain()
    {
        Document[] pods = [Pod("a", "Succeeded", 0), Pod("b", index: 1)];
        var stands = new JobStep(Plan(Job(Indexed + ",'completions':2,'parallelism':2"), pods), [], 0, Now).Status!.ToDocument();
        new JobStep(Plan(stands, pods), [], 0, Now).Status.ShouldBeNull();
    }

    [Fact]
    public void Compute_TwoPodsOfOneIndexOrOneBeyond_GoFirst()
    {
        var plan = Plan(Job(Indexed + ",'completions':3,'parallelism':3"), Pod("a", index: 0), Pod("b", "Pending", 0), Pod("c", index: 5), Pod("d"));
        plan.Delete.Select(p => p.Uid).ShouldBe(["b", "c", "d"], ignoreOrder: true);
        plan.Create.ShouldBeEmpty();
    }

    [Fact]
    public void Compute_ShrunkWhileItRan_ForgetsIndexesBeyondItsEnd()
    {
        var status = First(Plan(Job(Indexed + ",'completions':3,'parallelism':3", "'completedIndexes':'0-1,4-6','succeeded':5")));
        (status["completedIndexes"u8].AsString(), status["succeeded"u8].AsInt32()).ShouldBe(("0,1", 2));
    }

    [Fact]
    public void Compute_LongName_LeavesRoomForTheIndex()
    {
        var job = Document.Parse(Job(Indexed + ",'completions':1,'parallelism':1").ToString().Replace("\"name\":\"work\"", $"\"name\":\"{new string('w', 60)}\"", StringComparison.Ordinal));
        Plan(job).Create[0].Object("metadata").String("generateName").ShouldBe(new string('w', 55) + "-0-");
    }

    [Fact]
    public void Compute_IndexFailedOnce_IsHeldUntilItsSuccessorIsThereThatKnows()
    {
        var failed = Pod("a", "Failed", 0, status: Exited(1));
        var waiting = Plan(Job(PerIndex), failed, Pod("b", index: 1), Pod("c", index: 2));
        waiting.LookAgainAfter.ShouldBe(TimeSpan.FromSeconds(5));
        var step = new JobStep(waiting, [], 0, Now);
        step.Release.ShouldBeEmpty();
        var later = JobPlan.Compute(Job(PerIndex), [failed, Pod("b", index: 1), Pod("c", index: 2)], JobBackoff.None, Now.AddSeconds(6));
        var successor = later.Create.ShouldHaveSingleItem().Object("metadata").Object("annotations");
        (successor.String("batch.kubernetes.io/job-completion-index"), successor.String("batch.kubernetes.io/job-index-failure-count")).ShouldBe(("0", "1"));
        new JobStep(Plan(Job(PerIndex), failed, Pod("d", index: 0, earlier: 1)), [], 0, Now).Release.Single().Uid.ShouldBe("a");
    }

    [Fact]
    public void Compute_IndexFailedItsLimit_IsFailed()
    {
        var plan = Plan(Job(PerIndex), Pod("a", "Failed", 0, earlier: 1), Pod("b", index: 1), Pod("c", index: 2));
        plan.Create.ShouldBeEmpty();
        First(plan)["failedIndexes"u8].AsString().ShouldBe("0");
        Plan(Job(PerIndex, "'startTime':'2026-03-01T11:00:00Z','completedIndexes':'1-2'"), Pod("a", "Failed", 0, earlier: 1)).Ending!.Message.ShouldBe("Job has failed indexes");
        Plan(Job(PerIndex + ",'maxFailedIndexes':0"), Pod("a", "Failed", 0, earlier: 1)).Ending!.Message.ShouldBe("Job has exceeded the specified maximal number of failed indexes");
    }

    [Fact]
    public void Compute_IgnoredFailureOfAnIndex_IsTheOtherAnnotationOfItsSuccessor()
    {
        var job = Job(PerIndex + ",'podFailurePolicy':{'rules':[{'action':'Ignore','onExitCodes':{'operator':'In','values':[7]}}]}");
        var plan = JobPlan.Compute(job, [Pod("a", "Failed", 0, status: Exited(7)), Pod("b", index: 1), Pod("c", index: 2)], JobBackoff.None, Now.AddMinutes(1));
        var annotations = plan.Create.ShouldHaveSingleItem().Object("metadata").Object("annotations");
        (annotations.String("batch.kubernetes.io/job-index-failure-count"), annotations.String("batch.kubernetes.io/job-index-ignored-failure-count")).ShouldBe(("0", "1"));
    }

    [Theory]
    [InlineData("{'action':'FailJob','onExitCodes':{'operator':'In','values':[3]}}", "Container c for pod default/a failed with exit code 3 matching FailJob rule at index 0")]
    [InlineData("{'action':'FailJob','onExitCodes':{'containerName':'other','operator':'In','values':[3]}}", null)]
    [InlineData("{'action':'FailJob','onExitCodes':{'operator':'NotIn','values':[3]}}", null)]
    [InlineData("{'action':'Count','onExitCodes':{'operator':'In','values':[3]}},{'action':'FailJob','onPodConditions':[{'type':'Bad','status':'True'}]}", null)]
    [InlineData("{'action':'Unknown','onExitCodes':{'operator':'In','values':[3]}},{'action':'FailJob','onPodConditions':[{'type':'Bad','status':'True'}]}", "Pod default/a has condition Bad matching FailJob rule at index 1")]
    public void Verdict_FirstRuleThatFits_Decides(string rules, string? failure)
    {
        var plan = Plan(Job($",'podFailurePolicy':{{'rules':[{rules}]}}"), Pod("a", "Failed", status: Exited(3) + ",'conditions':[{'type':'Bad','status':'True'}]"));
        (plan.Ending?.Reason, plan.Ending?.Message).ShouldBe((failure is null ? null : "PodFailurePolicy", failure));
    }

    [Fact]
    public void Verdict_Ignore_CountsNothingAgainstTheLimit()
    {
        var job = Job(",'backoffLimit':0,'podFailurePolicy':{'rules':[{'action':'Ignore','onPodConditions':[{'type':'DisruptionTarget'}]}]}");
        var plan = Plan(job, Pod("a", "Failed", status: ",'conditions':[{'type':'DisruptionTarget','status':'True'}]"));
        plan.Ending.ShouldBeNull();
        var step = new JobStep(plan, [], 0, Now);
        (step.Release.Count, step.Status!.ToDocument().Status["uncountedTerminatedPods"u8].Count).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData("{'succeededIndexes':'0,2','succeededCount':2}", "0-1", false)]
    [InlineData("{'succeededIndexes':'0,2','succeededCount':1}", "0-1", true)]
    [InlineData("{'succeededIndexes':'0-2'}", "0-2,5", true)]
    [InlineData("{'succeededCount':3}", "0-2", true)]
    [InlineData("{'succeededCount':3}", "4", false)]
    public void SuccessPolicy_Rule_IsMetOrNot(string rule, string completed, bool met)
    {
        var job = Job(Indexed + $",'completions':9,'parallelism':1,'successPolicy':{{'rules':[{{'succeededCount':9}},{rule}]}}", $"'startTime':'2026-03-01T11:00:00Z','completedIndexes':'{completed}'");
        Plan(job).Ending?.Message.ShouldBe("Matched rules at index 1");
        (Plan(job).Ending is not null).ShouldBe(met);
    }

    private static JobPlan Plan(Document job, params Document[] pods) => JobPlan.Compute(job, pods, JobBackoff.None, Now);

    private static IEnumerable<int> Made(JobPlan plan) => plan.Create.Select(p => Index(p.ToDocument()));

    private static Documents.Node First(JobPlan plan) => new JobStep(plan, [], 0, Now).Status!.ToDocument().Status;
}
