using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Pods;

public sealed class PodPlanTests
{
    private const string Two = """{"name":"web","image":"web:1"},{"name":"log","image":"log:1"}""";
    private const string Debugger = """{"name":"debug","image":"d:1"}""";
    private const string Inits = """{"name":"first","image":"i:1"},{"name":"second","image":"i:2"}""";
    private const string Sidecar = """{"name":"side","image":"s:1","restartPolicy":"Always","startupProbe":{"exec":{}}}""";

    [Fact]
    public void NewPod_NothingExists_MakesSandboxAndStartsAllContainers()
    {
        var plan = new PlannedPod(containers: Two).Plan();
        plan.CreateSandbox.ShouldBeTrue();
        plan.StopSandbox.ShouldBeFalse();
        Names(plan).ShouldBe(["web", "log"]);
    }

    [Fact]
    public void AdoptedPod_EverythingRuns_PlansNothing()
    {
        var plan = new PlannedPod().Sandbox().Running("web", attempt: 3).Plan();
        plan.IsIdle.ShouldBeTrue();
        plan.Finished.ShouldBeFalse();
    }

    [Fact]
    public void InitContainers_FirstDone_StartsOnlyTheSecond() =>
        Names(new PlannedPod(init: Inits).Sandbox().Exited("first", 0).Plan()).ShouldBe(["second"]);

    [Fact]
    public void InitContainers_FirstRuns_WaitsForIt() => new PlannedPod(init: Inits).Sandbox().Running("first").Plan().IsIdle.ShouldBeTrue();

    [Fact]
    public void InitContainers_RemovedAfterTheirEnd_AreNotRunAgain() => new PlannedPod(init: Inits).Sandbox().Running("web").Plan().IsIdle.ShouldBeTrue();

    [Fact]
    public void InitContainer_FailedUnderNever_EndsThePod()
    {
        var plan = new PlannedPod("Never", Inits).Sandbox().Exited("first", 1).Plan();
        plan.Finished.ShouldBeTrue();
        plan.StopSandbox.ShouldBeTrue();
        plan.Start.ShouldBeEmpty();
    }

    [Fact]
    public void EphemeralContainer_BesideInitContainers_StartsAtOnce() =>
        Names(new PlannedPod(init: Inits, ephemeral: Debugger).Sandbox().Running("first").Plan()).ShouldBe(["debug"]);

    [Fact]
    public void EphemeralContainer_Ended_IsNeverStartedAgain() =>
        new PlannedPod(ephemeral: Debugger).Sandbox().Running("web").Exited("debug", 1).Plan(PlannedPod.Start.AddHours(1)).IsIdle.ShouldBeTrue();

    [Fact]
    public void EphemeralContainer_RanOnceAndForgotten_IsNotStartedAgain() =>
        new PlannedPod(ephemeral: Debugger, status: """{"ephemeralContainerStatuses":[{"name":"debug","containerID":"containerd://x"}]}""").Sandbox().Running("web").Plan().IsIdle.ShouldBeTrue();

    [Fact]
    public void Sidecar_NotStartedYet_HoldsBackTheOthers() => new PlannedPod(init: Sidecar).Sandbox().Running("side").Plan().IsIdle.ShouldBeTrue();

    [Fact]
    public void Sidecar_Started_LetsTheOthersStart() => Names(new PlannedPod(init: Sidecar).Sandbox().Running("side").Plan(started: "side-0")).ShouldBe(["web"]);

    [Fact]
    public void Sidecar_ContainersDone_EndsWithThem()
    {
        var plan = new PlannedPod("Never", Sidecar).Sandbox().Running("side").Exited("web", 0).Plan(started: "side-0");
        plan.Finished.ShouldBeTrue();
        plan.StopSandbox.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Always", 0, true)]
    [InlineData("Always", 1, true)]
    [InlineData("OnFailure", 0, false)]
    [InlineData("OnFailure", 1, true)]
    [InlineData("Never", 0, false)]
    [InlineData("Never", 1, false)]
    public void EndedContainer_ByPolicyAndExitCode_RestartsOrEndsThePod(string policy, int code, bool restarts)
    {
        var plan = new PlannedPod(policy).Sandbox().Exited("web", code).Plan();
        Names(plan).ShouldBe(restarts ? ["web"] : []);
        plan.Finished.ShouldBe(!restarts);
        if (restarts) plan.Start[0].Attempt.ShouldBe(1u);
    }

    [Fact]
    public void SecondEnd_WithinTheBackoff_IsHeldUntilItIsOver()
    {
        var pod = new PlannedPod().Sandbox().Exited("web", 1);
        pod.Backoff = CrashBackoff.None.Counted(pod.Definition.Containers[0].BackoffKey, PlannedPod.Start, PlannedPod.Start);
        var ended = PlannedPod.Start.AddSeconds(2);
        pod.Exited("web", 1, ended, attempt: 1);

        var held = pod.Plan(ended.AddSeconds(9));
        held.Start.ShouldBeEmpty();
        held.Held.ShouldHaveSingleItem().Delay.ShouldBe(TimeSpan.FromSeconds(10));
        held.LookAgainAt.ShouldBe(ended.AddSeconds(10));
        held.Finished.ShouldBeFalse();
        pod.Plan(ended.AddSeconds(10)).Start.ShouldHaveSingleItem().Attempt.ShouldBe(2u);
    }

    [Fact]
    public void LivenessProbe_Failed_StopsWithUpstreamsWords()
    {
        var plan = new PlannedPod().Sandbox().Running("web").Plan(failing: "web-0");
        plan.Stop.ShouldHaveSingleItem().Message.ShouldBe("Container web failed liveness probe, will be restarted");
        plan.Start.ShouldHaveSingleItem().Attempt.ShouldBe(1u);
    }

    [Fact]
    public void LivenessProbe_FailedUnderNever_StopsWithoutSuccessor()
    {
        var plan = new PlannedPod("Never").Sandbox().Running("web").Plan(failing: "web-0");
        plan.Stop.ShouldHaveSingleItem().Message.ShouldBe("Container web failed liveness probe");
        plan.Start.ShouldBeEmpty();
        plan.Finished.ShouldBeFalse();
    }

    [Fact]
    public void LivenessProbe_FailedWithinTheBackoff_StopsAndHoldsTheSuccessor()
    {
        var pod = new PlannedPod().Sandbox().Exited("web", 137).Running("web", attempt: 1);
        var key = pod.Definition.Containers[0].BackoffKey;
        pod.Backoff = CrashBackoff.None.Counted(key, PlannedPod.Start, PlannedPod.Start).Counted(key, PlannedPod.Start, PlannedPod.Start);
        var plan = pod.Plan(PlannedPod.Start.AddSeconds(15), failing: "web-1");
        plan.Stop.ShouldHaveSingleItem().Id.ShouldBe("web-1");
        plan.Start.ShouldBeEmpty();
        plan.Held.ShouldHaveSingleItem().Until.ShouldBe(PlannedPod.Start.AddSeconds(20));
    }

    [Theory]
    [InlineData("\"containerID\":\"containerd://x\",\"restartCount\":2", 3u)]
    [InlineData("\"restartCount\":3", 3u)]
    [InlineData("\"restartCount\":0", 0u)]
    public void FirstContainer_AfterAllWereRemoved_GoesOnCounting(string known, uint attempt) =>
        new PlannedPod(status: $$"""{"containerStatuses":[{"name":"web",{{known}}}]}""").Plan().Start.ShouldHaveSingleItem().Attempt.ShouldBe(attempt);

    [Fact]
    public void ChangedImage_WhileRunning_ReplacesTheContainer()
    {
        var plan = new PlannedPod().Sandbox().Running("web", hash: "other").Plan();
        plan.Stop.ShouldHaveSingleItem().Message.ShouldBe("Container web definition changed, will be restarted");
        plan.Start.ShouldHaveSingleItem().Attempt.ShouldBe(1u);
    }

    [Fact]
    public void DeadSandbox_UnderAlways_IsReplacedByTheNextAttempt()
    {
        var plan = new PlannedPod().Sandbox(ready: false).Exited("web", 137).Plan();
        plan.StopSandbox.ShouldBeTrue();
        plan.CreateSandbox.ShouldBeTrue();
        plan.SandboxAttempt.ShouldBe(1u);
        Names(plan).ShouldBe(["web"]);
    }

    [Fact]
    public void DeadSandbox_UnderNever_EndsThePod()
    {
        var plan = new PlannedPod("Never").Sandbox(ready: false).Exited("web", 137).Plan();
        plan.Finished.ShouldBeTrue();
        plan.CreateSandbox.ShouldBeFalse();
    }

    private static IEnumerable<string> Names(PodPlan plan) => plan.Start.Select(s => s.Definition.Name);
}
