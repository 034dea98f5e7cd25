using Timonier.Simulation.Tests.Faults;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>Each invariant lets a good history pass, and finds what is wrong with a bad one.</summary>
public sealed class WorkloadInvariantTests
{
    private const string Ready = """ "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} """;
    private const string Deleting = ""","deletionTimestamp":"2026-01-01T00:00:00Z","deletionGracePeriodSeconds":30""";
    private const string RollingByOne = """ "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":0}} """;
    private const string Complete = """ "status":{"succeeded":2,"completionTime":"2026-01-01T00:01:00Z","conditions":[{"type":"Complete","status":"True"}]} """;

    [Fact]
    public void SurgeIsKept_SetsWantMoreThanReplicasAndSurge_IsBroken()
    {
        var history = new History(new SurgeIsKept());
        history.Write("Deployment", "web", $$$""" "spec":{"replicas":2,{{{RollingByOne}}}} """).ShouldBeNull();
        history.Write("ReplicaSet", "old", """ "spec":{"replicas":2} """, "web").ShouldBeNull();
        history.Write("ReplicaSet", "new", """ "spec":{"replicas":1} """, "web").ShouldBeNull();

        history.Write("ReplicaSet", "new", """ "spec":{"replicas":2} """, "web").ShouldBe("n/web wants 4 replicas in its sets, and at most 3 were ever allowed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AvailabilityIsKept_TooFewAreLeft_IsBroken(bool atOnce)
    {
        var history = new History(new AvailabilityIsKept());
        history.Write("Deployment", "web", $$$""" "spec":{"replicas":2,{{{RollingByOne}}}} """);
        history.Write("ReplicaSet", "set", "", "web");
        foreach (var pod in (string[])["a", "b", "c"]) history.Write("Pod", pod, Ready, "set").ShouldBeNull();
        history.Write("Pod", "a", Ready, "set", Deleting).ShouldBeNull();

        (atOnce ? history.Delete("b") : history.Write("Pod", "b", Ready, "set", Deleting)).ShouldBe("n/b was taken away and leaves 1 available pods of web, which promises 2");
    }

    [Fact]
    public void NoSparePods_OneMoreIsMade_IsBroken()
    {
        var history = new History(new NoSparePods());
        history.Write("ReplicaSet", "set", """ "spec":{"replicas":1} """);
        history.Write("Pod", "a", "", "set").ShouldBeNull();

        history.Write("Pod", "b", "", "set").ShouldBe("n/set has 2 pods and never wanted more than 1");
    }

    [Theory]
    [InlineData(""" "status":{"succeeded":2,"completionTime":"2026-01-01T00:01:00Z"} """, "job was complete and is no longer")]
    [InlineData(""" "status":{"succeeded":2,"completionTime":"2026-01-01T00:02:00Z","conditions":[{"type":"Complete","status":"True"}]} """, "job completed twice")]
    [InlineData(""" "status":{"succeeded":1,"completionTime":"2026-01-01T00:01:00Z","conditions":[{"type":"Complete","status":"True"}]} """, "job had 2 completions and now 1")]
    [InlineData(""" "status":{"succeeded":2,"conditions":[{"type":"Complete","status":"True"},{"type":"Failed","status":"True"}]} """, "job is both complete and failed")]
    [InlineData(""" "status":{"succeeded":3,"completionTime":"2026-01-01T00:01:00Z","conditions":[{"type":"Complete","status":"True"}]} """, "job counts 3 of 2 completions")]
    public void JobsEndOnce_TheEndChanges_IsBroken(string then, string broken)
    {
        const string Spec = """ "spec":{"completions":2,"completionMode":"Indexed"}, """;
        var history = new History(new JobsEndOnce());
        history.Write("Job", "job", Spec + Complete).ShouldBeNull();
        history.Write("Job", "job", Spec + Complete).ShouldBeNull();

        history.Write("Job", "job", Spec + then).ShouldBe(broken);
    }

    [Fact]
    public void JobsEndOnce_AFailureIsTakenBack_IsBroken()
    {
        var history = new History(new JobsEndOnce());
        history.Write("Job", "job", """ "status":{"conditions":[{"type":"Failed","status":"True"}]} """).ShouldBeNull();

        history.Write("Job", "job", """ "status":{} """).ShouldBe("job had failed and has no longer");
    }

    [Fact]
    public void CronJobsStartOnce_ASecondJobForOneTime_IsBroken()
    {
        const string Time = ""","annotations":{"batch.kubernetes.io/cronjob-scheduled-timestamp":"2026-01-01T00:01:00Z"}""";
        var history = new History(new CronJobsStartOnce());
        history.Write("CronJob", "cron");
        history.Write("Job", "one", "", "cron", Time).ShouldBeNull();
        history.Delete("one").ShouldBeNull();

        history.Write("Job", "two", "", "cron", Time).ShouldBe("n/cron has started a second Job for 2026-01-01T00:01:00Z");
    }

    [Fact]
    public void ForbiddenRunsWait_TwoAtWork_IsBroken()
    {
        var history = new History(new ForbiddenRunsWait());
        history.Write("CronJob", "cron", """ "spec":{"concurrencyPolicy":"Forbid"} """);
        history.Write("Job", "one", Complete, "cron").ShouldBeNull();
        history.Write("Job", "lost", "", "cron").ShouldBeNull();
        history.Write("Job", "two", "", "cron").ShouldBeNull();
        history.Write("CronJob", "cron", """ "spec":{"concurrencyPolicy":"Forbid"},"status":{"active":[{"name":"one"},{"name":"two"}]} """);

        history.Write("Job", "three", "", "cron").ShouldBe("n/cron has started three while two is at work");
    }

    [Fact]
    public void StatefulOrderIsKept_TheFirstWasNotReadyForLong_IsBroken()
    {
        var history = new History(new StatefulOrderIsKept());
        history.Write("StatefulSet", "db", """ "spec":{"podManagementPolicy":"OrderedReady"} """);
        history.Write("Pod", "db-0", Ready, "db").ShouldBeNull();
        history.Write("Pod", "db-1", "", "db").ShouldBeNull();
        history.Write("Pod", "db-0", "", "db").ShouldBeNull();
        history.Now += TimeSpan.FromMinutes(4);

        history.Write("Pod", "db-2", "", "db").ShouldBe("db-2 was made, and db-0 had not been ready for 00:03:00");
    }

    [Fact]
    public void QuotaIsKept_OneTooMany_IsBroken()
    {
        var history = new History(new QuotaIsKept());
        history.Write("ResourceQuota", "quota", """ "status":{"hard":{"pods":"1"}} """);
        history.Write("Pod", "going", "", "", Deleting).ShouldBeNull();
        history.Now += TimeSpan.FromMinutes(1);
        history.Write("Pod", "a").ShouldBeNull();

        history.Write("Pod", "b").ShouldBe("n holds 2 pods, and its quota quota says 1");
    }

    [Fact]
    public void QuotaIsKept_LetInBeforeItWasSaid_MayStillCome()
    {
        var history = new History(new QuotaIsKept());
        history.Write("Pod", "a").ShouldBeNull();
        history.Write("ResourceQuota", "quota", """ "status":{"hard":{"pods":"1"}} """);
        history.Write("Pod", "b").ShouldBeNull();
        history.Now += TimeSpan.FromSeconds(2);

        history.Write("Pod", "c").ShouldBe("n holds 3 pods, and its quota quota says 1");
    }

    [Fact]
    public void PodsAreBoundOnce_ToAnotherNode_IsBroken()
    {
        var history = new History(new PodsAreBoundOnce());
        history.Write("Pod", "a").ShouldBeNull();
        history.Write("Pod", "a", """ "spec":{"nodeName":"one"} """).ShouldBeNull();

        history.Write("Pod", "a", """ "spec":{"nodeName":"two"} """).ShouldBe("a was on one and is on two");
    }

    [Fact]
    public void BudgetsAreKept_AnEvictionLeavesTooFew_IsBroken()
    {
        const string Evicted = """ "status":{"conditions":[{"type":"Ready","status":"True"},{"type":"DisruptionTarget","status":"True"}]} """;
        const string App = ""","labels":{"app":"a"}""";
        var history = new History(new BudgetsAreKept());
        history.Write("PodDisruptionBudget", "budget", """ "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"a"}}} """);
        foreach (var pod in (string[])["a", "b"]) history.Write("Pod", pod, Evicted, "", App).ShouldBeNull();
        history.Write("Pod", "a", Evicted, "", App + Deleting).ShouldBeNull();

        history.Write("Pod", "b", Evicted, "", App + Deleting).ShouldBe("b was evicted and leaves 0 healthy pods, where budget asks for 1");
    }

    [Fact]
    public void Promises_WhereTwoAct_AreNotAskedFor()
    {
        var history = new History(new NoSparePods()) { Mix = FaultMix.None with { TwoLeaders = true } };
        history.Write("ReplicaSet", "set", """ "spec":{"replicas":0} """);

        history.Write("Pod", "a", "", "set").ShouldBeNull();
    }
}
