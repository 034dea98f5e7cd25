using Timonier.Controllers.Framework;
using Timonier.Controllers.Jobs;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Jobs;

namespace Timonier.Controllers.Tests;

public sealed class JobPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(",'parallelism':3", 0, 3)]
    [InlineData(",'parallelism':3,'completions':2", 0, 2)]
    [InlineData(",'parallelism':3,'completions':9", 1, 2)]
    [InlineData(",'parallelism':0,'completions':9", 0, 0)]
    public void Compute_TooFewPods_MakesTheMissing(string spec, int running, int made)
    {
        var plan = Plan(Job(spec), [.. Enumerable.Range(0, running).Select(i => Pod($"p{i}"))]);
        plan.Create.Count.ShouldBe(made);
    }

    [Fact]
    public void Compute_NewPod_IsHeldAndOwned()
    {
        var pod = Plan(Job()).Create.ShouldHaveSingleItem().ToDocument();
        pod.Metadata["finalizers"u8][0].AsString().ShouldBe("batch.kubernetes.io/job-tracking");
        pod.Metadata["generateName"u8].AsString().ShouldBe("work-");
        Ownership.ControllerOf(pod).ShouldBe(new Ownership("batch/v1", "Job", "work", "j1"));
    }

    [Fact]
    public void Compute_PodSucceeded_IsNamedThenLetGoThenCounted()
    {
        var job = Job(",'completions':2,'parallelism':1");
        var plan = Plan(job, Pod("a", "Succeeded"));
        plan.Counting.Single().Uid.ShouldBe("a");
        var step = new JobStep(plan, [], plan.Create.Count, Now);
        var first = step.Status!.ToDocument();
        first.Status["uncountedTerminatedPods"u8]["succeeded"u8][0].AsString().ShouldBe("a");
        (first.Status["succeeded"u8].Exists, first.Status["active"u8].AsInt32()).ShouldBe((false, 1));
        step.Release.Single().Uid.ShouldBe("a");
        var second = step.Close(first, new HashSet<string> { "a" }, Now).Status!.ToDocument();
        second.Status["succeeded"u8].AsInt32().ShouldBe(1);
        second.Status["uncountedTerminatedPods"u8].Count.ShouldBe(0);
        step.Close(first, new HashSet<string>(), Now).Status.ShouldBeNull();
    }

    [Fact]
    public void Compute_NamedPodStillHeld_IsLetGoAndNotNamedTwice()
    {
        var plan = Plan(Job(",'completions':2,'parallelism':2", Named("succeeded")), Pod("a", "Succeeded"));
        plan.Counting.ShouldBeEmpty();
        plan.Create.Count.ShouldBe(1);
        var step = new JobStep(plan, [], 1, Now);
        step.Status!.ToDocument().Status["uncountedTerminatedPods"u8]["succeeded"u8].Count.ShouldBe(1);
        step.Release.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",'finalizers':['other']")]
    public void Compute_NamedPodLetGo_IsCountedWithTheNextWrite(string more)
    {
        Document[] pods = more.Length > 0 ? [Pod("a", "Succeeded", more: more)] : [];
        var status = First(Job(",'completions':2,'parallelism':2", Named("succeeded")), pods);
        (status["succeeded"u8].AsInt32(), status["uncountedTerminatedPods"u8].Count).ShouldBe((1, 0));
    }

    [Fact]
    public void Compute_PodLetGoLongAgo_IsNotCountedAgain() =>
        First(Job(status: "'succeeded':0"), Pod("a", "Succeeded", more: ""))["uncountedTerminatedPods"u8].Count.ShouldBe(0);

    [Fact]
    public void Compute_AllCompleted_SaysThatItWillEndAndThenEnds()
    {
        var plan = Plan(Job(), Pod("a", "Succeeded"));
        var step = new JobStep(plan, [], 0, Now);
        var first = step.Status!.ToDocument();
        Told(first).ShouldBe(["SuccessCriteriaMet CompletionsReached: Reached expected number of succeeded pods"]);
        var (status, notes) = step.Close(first, new HashSet<string> { "a" }, Now);
        var second = status!.ToDocument();
        Told(second)[1].ShouldBe("Complete CompletionsReached: Reached expected number of succeeded pods");
        second.Status["completionTime"u8].AsTime().ShouldBe(Now);
        notes.Select(n => $"{n.Type} {n.Reason} {n.Message}").ShouldBe(["Normal Completed Job completed"]);
    }

    [Fact]
    public void Compute_MoreSuccessesThanAskedFor_IsTold() =>
        Closed(Job(status: "'startTime':'2026-03-01T11:00:00Z','succeeded':2")).Notes.Select(n => n.Reason).ShouldBe(["TooManySucceededPods", "Completed"]);

    [Fact]
    public void Compute_WithoutCompletions_WaitsForTheOthersAfterTheFirstSuccess()
    {
        var plan = Plan(Job(",'parallelism':3"), Pod("a", "Succeeded"), Pod("b"));
        (plan.Create.Count, plan.Delete.Count).ShouldBe((0, 0));
        Told(new JobStep(plan, [], 0, Now).Status!.ToDocument()).ShouldBeEmpty();
    }

    [Fact]
    public void Compute_BeyondTheBackoffLimit_DeletesTheRestAndCountsItAsFailed()
    {
        var plan = Plan(Job(",'parallelism':2,'completions':4,'backoffLimit':0"), Pod("a", "Failed"), Pod("b"));
        plan.Delete.Single().Uid.ShouldBe("b");
        var step = new JobStep(plan, [plan.Delete[0].Source], 0, Now);
        var first = step.Status!.ToDocument();
        Told(first).ShouldBe(["FailureTarget BackoffLimitExceeded: Job has reached the specified backoff limit"]);
        first.Status["uncountedTerminatedPods"u8]["failed"u8].Count.ShouldBe(2);
        (first.Status["active"u8].Exists, first.Status["terminating"u8].AsInt32()).ShouldBe((false, 1));
        // The last word waits until the pod is gone.
        Told(step.Close(first, new HashSet<string> { "a", "b" }, Now).Status!.ToDocument()).Count.ShouldBe(1);
        var (last, notes) = Closed(Job(",'parallelism':2,'completions':4,'backoffLimit':0", first.Status.ToString()[1..^1].Replace('"', '\'').Replace(",'terminating':1", "", StringComparison.Ordinal)));
        Told(last!.ToDocument())[1].ShouldBe("Failed BackoffLimitExceeded: Job has reached the specified backoff limit");
        last.ToDocument().Status["failed"u8].AsInt32().ShouldBe(2);
        notes.Single().Type.ShouldBe("Warning");
    }

    [Fact]
    public void Compute_DeletionRefused_DoesNotEndTheJobYet()
    {
        var plan = Plan(Job(",'backoffLimit':0"), Pod("a", "Failed"), Pod("b"));
        Told(new JobStep(plan, [], 0, Now).Status!.ToDocument()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 15)]
    [InlineData(7, 595)]
    [InlineData(50, 595)]
    public void Compute_AfterFailures_WaitsTwiceAsLongEachTime(int failures, int seconds)
    {
        var before = new JobBackoff(failures - 1, null);
        var plan = JobPlan.Compute(Job(",'backoffLimit':100"), [Pod("a", "Failed", status: Exited(1))], before, Now);
        plan.Create.ShouldBeEmpty();
        plan.LookAgainAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
        plan.Backoff.Failures.ShouldBe(failures);
    }

    [Fact]
    public void Compute_AfterARestart_TakesTheBackoffFromCountedPods() =>
        JobPlan.Compute(Job(), [Pod("a", "Failed", more: "", status: Exited(1)), Pod("b", "Failed", more: "", status: Exited(1))], null, Now).LookAgainAfter.ShouldBe(TimeSpan.FromSeconds(15));

    [Fact]
    public void Compute_ASuccessLater_EndsTheBackoff() =>
        Plan(Job(",'completions':9,'parallelism':2"), Pod("a", "Failed", status: ",'conditions':[{'type':'Ready','status':'False','lastTransitionTime':'2026-03-01T11:59:00Z'}]"), Pod("b", "Succeeded", status: Exited(0))).Create.Count.ShouldBe(2);

    [Fact]
    public void Compute_RestartsInPlace_CountAgainstTheLimit()
    {
        var job = Objects.Parse(Job(",'backoffLimit':3").ToString().Replace("Never", "OnFailure", StringComparison.Ordinal));
        Plan(job, Pod("a", status: ",'containerStatuses':[{'name':'c','restartCount':2}]")).Ending.ShouldBeNull();
        Plan(job, Pod("a", status: ",'containerStatuses':[{'name':'c','restartCount':3}]")).Ending!.Reason.ShouldBe("BackoffLimitExceeded");
    }

    [Fact]
    public void Compute_ActiveDeadline_IsAwaitedAndThenEndsTheJob()
    {
        Plan(Job(",'activeDeadlineSeconds':3660"), Pod("a")).LookAgainAfter.ShouldBe(TimeSpan.FromSeconds(60));
        var late = Plan(Job(",'activeDeadlineSeconds':3600"), Pod("a"));
        (late.Ending!.Type, late.Ending.Reason, late.Ending.Message).ShouldBe(("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline"));
        Plan(Job(",'activeDeadlineSeconds':3600,'suspend':true"), Pod("a")).Ending.ShouldBeNull();
    }

    [Fact]
    public void Compute_Suspended_DeletesWhatRunsAndForgetsItsStart()
    {
        var plan = Plan(Job(",'suspend':true,'parallelism':2"), Pod("a"), Pod("b"));
        plan.Delete.Count.ShouldBe(2);
        var step = new JobStep(plan, [.. plan.Delete.Select(p => p.Source)], 0, Now);
        var first = step.Status!.ToDocument();
        Told(first).ShouldBe(["Suspended JobSuspended: Job suspended"]);
        first.Status["startTime"u8].Exists.ShouldBeFalse();
        step.Notes.Single().Message.ShouldBe("Job suspended");
    }

    [Fact]
    public void Compute_Resumed_StartsAnew()
    {
        var job = Job(status: "'conditions':[{'type':'Suspended','status':'True','reason':'JobSuspended','message':'Job suspended'}]");
        var step = new JobStep(Plan(job), [], 1, Now);
        step.Status!.ToDocument().Status["startTime"u8].AsTime().ShouldBe(Now);
        step.Status.ToDocument().Status["conditions"u8][0]["reason"u8].AsString().ShouldBe("JobResumed");
        step.Notes.Single().Reason.ShouldBe("Resumed");
    }

    [Theory]
    [InlineData("'podReplacementPolicy':'TerminatingOrFailed'", 1, 1)]
    [InlineData("'podReplacementPolicy':'Failed'", 0, 0)]
    public void Compute_PodOnItsWay_IsReplacedAsThePolicySays(string policy, int made, int failed)
    {
        var deleted = Pod("a", more: Held + ",'deletionTimestamp':'2026-03-01T10:00:00Z'");
        var plan = Plan(Job("," + policy), deleted);
        plan.Create.Count.ShouldBe(made);
        plan.Tally.NewlyFailed.Count.ShouldBe(failed);
        new JobStep(plan, [], made, Now).Status!.ToDocument().Status["terminating"u8].AsInt32().ShouldBe(1);
    }

    [Fact]
    public void Compute_ReadyPods_AreCounted() =>
        First(Job(",'parallelism':2"), Pod("a", status: ",'conditions':[{'type':'Ready','status':'True'}]"), Pod("b"))["ready"u8].AsInt32().ShouldBe(1);

    private static JobPlan Plan(Document job, params Document[] pods) => JobPlan.Compute(job, pods, JobBackoff.None, Now);

    private static Documents.Node First(Document job, params Document[] pods) => new JobStep(Plan(job, pods), [], 0, Now).Status!.ToDocument().Status;

    private static (DraftObject? Status, IReadOnlyList<EventNote> Notes) Closed(Document job)
    {
        var step = new JobStep(Plan(job), [], 0, Now);
        return step.Close(step.Status?.ToDocument() ?? job, new HashSet<string>(), Now);
    }

    private static string Named(string list) => $"'startTime':'2026-03-01T11:00:00Z','uncountedTerminatedPods':{{'{list}':['a']}}";

    private static List<string> Told(Document job) =>
        [.. Condition.ListOf(job.Status["conditions"u8]).Where(c => c.Status == "True").Select(c => $"{c.Type} {c.Reason}: {c.Message}")];
}
