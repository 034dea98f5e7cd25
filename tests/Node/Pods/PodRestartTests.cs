using Timonier.Contracts.Runtime;
using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Pods;

/// <summary>What follows the end of a container, a failed probe, or the end of the agent itself.</summary>
public sealed class PodRestartTests
{
    [Theory]
    [InlineData("Always", 0, "Running")]
    [InlineData("Always", 1, "Running")]
    [InlineData("OnFailure", 0, "Succeeded")]
    [InlineData("OnFailure", 1, "Running")]
    [InlineData("Never", 0, "Succeeded")]
    [InlineData("Never", 1, "Failed")]
    public void EndedContainer_ByPolicyAndCode_RestartsOrEndsThePod(string policy, int code, string phase) => PodStage.Play(PodSpecs.One(policy), async stage =>
    {
        stage.Runtime.Calls.Clear();
        await stage.ExitAsync("web", code);
        stage.Phase.ShouldBe(phase);
        stage.Calls.ShouldBe(phase == "Running" ? ["create web 1", "start web"] : ["stop sandbox"]);
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(phase == "Running" ? 1 : 0);
    });

    [Fact]
    public void CrashLoop_HoldsLongerEachTimeAndNeverShowsAnotherReason() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        await stage.ExitAsync("web", 1);
        foreach (var seconds in (int[])[10, 20, 40])
        {
            await stage.ExitAsync("web", 1);
            stage.Runtime.Calls.Clear();
            for (var second = 0; second < seconds; second++)
            {
                stage.Waiting("web").ShouldBe("CrashLoopBackOff");
                stage.Worker.WaitingReason("web").ShouldBe("CrashLoopBackOff");
                stage.Container("web")["state"u8]["waiting"u8]["message"u8].AsString().ShouldBe($"back-off {seconds}s restarting failed container=web pod=web_default(u1)");
                stage.Container("web")["lastState"u8]["terminated"u8]["exitCode"u8].AsInt64().ShouldBe(1);
                stage.Calls.ShouldBeEmpty();
                await stage.PassAsync(1);
            }
            stage.Container("web")["state"u8]["running"u8].IsObject.ShouldBeTrue();
        }
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(4);
        stage.Events.Count(e => e == "BackOff: Back-off restarting failed container web in pod web_default(u1)").ShouldBe(3);
    });

    [Fact]
    public void CrashLoop_ImageMissingMeanwhile_KeepsCountingOnceForEachRestart() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        await stage.ExitAsync("web", 1);
        stage.Runtime.Refusals["create web 2"] = 2;
        await stage.ExitAsync("web", 1);
        await stage.PassAsync(60);
        await stage.ExitAsync("web", 1);
        stage.Container("web")["state"u8]["waiting"u8]["message"u8].AsString().ShouldContain("back-off 20s ");
    });

    [Fact]
    public void LongRun_BeforeTheNextEnd_BeginsTheBackoffAnew() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        await stage.ExitAsync("web", 1);
        await stage.ExitAsync("web", 1);
        await stage.PassAsync(10);
        stage.Time.Advance(TimeSpan.FromMinutes(11));
        stage.Runtime.Calls.Clear();
        await stage.ExitAsync("web", 1);
        stage.Calls.ShouldBe(["create web 3", "start web", "remove web"]);
    });

    [Fact]
    public void Restarts_LeaveTheNewestTwoContainers() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        await stage.ExitAsync("web", 1);
        stage.Calls.ShouldNotContain("remove web");
        await stage.ExitAsync("web", 1);
        await stage.PassAsync(10);
        stage.Calls.ShouldContain("remove web");
        stage.Worker.Observed.Containers.Select(c => c.Attempt).ShouldBe([2u, 1u]);
    });

    [Fact]
    public void DeadSandbox_UnderAlways_IsReplacedWithItsContainers() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Runtime.Calls.Clear();
        stage.Runtime.KillSandbox("s0");
        await stage.LookAsync();
        stage.Calls.ShouldContain("sandbox 1");
        stage.Phase.ShouldBe("Running");
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(1);
    });

    [Theory]
    [InlineData("livenessProbe", "liveness", "Liveness")]
    [InlineData("startupProbe", "startup", "Startup")]
    public void Probe_FailsOftenEnough_KillsAndReplacesTheContainer(string probe, string kind, string word) => PodStage.Play(PodSpecs.One(more: PodSpecs.Exec(probe)), async stage =>
    {
        await stage.PassAsync(19);
        stage.Calls.ShouldNotContain("stop web 30");
        await stage.PassAsync(1);
        stage.Calls.ShouldBe(["stop web 30", "create web 1", "start web"]);
        stage.Events.Count(e => e == $"Unhealthy: {word} probe failed: bad").ShouldBeGreaterThanOrEqualTo(3);
        stage.Events.ShouldContain($"Killing: Container web failed {kind} probe, will be restarted");
    }, before: runtime => runtime.OnExec = _ => new ExecResult(1, "bad"u8.ToArray(), []));

    [Fact]
    public void LivenessProbe_WithItsOwnGrace_KillsWithThat() => PodStage.Play(PodSpecs.One(more: PodSpecs.Exec("livenessProbe", ""","failureThreshold":1,"terminationGracePeriodSeconds":3""")), stage =>
    {
        stage.Calls.ShouldContain("stop web 3");
        return Task.CompletedTask;
    }, before: runtime => runtime.OnExec = _ => new ExecResult(1, [], []));

    [Fact]
    public void LivenessProbe_FailsUnderNever_EndsThePod() => PodStage.Play(PodSpecs.One("Never", PodSpecs.Exec("livenessProbe", ""","failureThreshold":1""")), stage =>
    {
        stage.Events.ShouldContain("Killing: Container web failed liveness probe");
        stage.Phase.ShouldBe("Failed");
        stage.Calls.ShouldBe(["sandbox 0", "create web 0", "start web", "stop web 30", "stop sandbox"]);
        return Task.CompletedTask;
    }, before: runtime => runtime.OnExec = _ => new ExecResult(1, [], []));

    [Fact]
    public void ReadinessProbe_DecidesOnlyAboutReadiness() => PodStage.Play(PodSpecs.One(more: PodSpecs.Exec("readinessProbe")), async stage =>
    {
        stage.Condition("Ready").ShouldBe("False");
        stage.Runtime.OnExec = _ => new ExecResult(0, [], []);
        await stage.PassAsync(10);
        stage.Condition("Ready").ShouldBe("True");
        stage.Runtime.OnExec = _ => new ExecResult(1, [], []);
        await stage.PassAsync(20);
        stage.Condition("Ready").ShouldBe("True");
        await stage.PassAsync(10);
        stage.Condition("Ready").ShouldBe("False");
        stage.Calls.ShouldBe(["sandbox 0", "create web 0", "start web"]);
    }, before: runtime => runtime.OnExec = _ => new ExecResult(1, [], []));

    [Fact]
    public void Probe_ThatCannotBeRun_CountsForNothing() => PodStage.Play(PodSpecs.One(more: PodSpecs.Exec("livenessProbe", ""","failureThreshold":1""")), async stage =>
    {
        await stage.PassAsync(60);
        stage.Calls.ShouldNotContain("stop web 30");
    }, before: runtime => runtime.OnExec = _ => throw new RuntimeException(14, "away"));

    [Fact]
    public void AgentRestart_AdoptsWithoutTouchingAnything() => PodStage.Play(PodSpecs.One(more: PodSpecs.Exec("readinessProbe")), async stage =>
    {
        await stage.ExitAsync("web", 1);
        stage.Condition("Ready").ShouldBe("True");
        stage.Runtime.Calls.Clear();
        stage.Runtime.OnExec = _ => new ExecResult(1, [], []);
        await stage.RestartAgentAsync(_ =>
        {
            stage.Calls.ShouldBeEmpty();
            stage.Condition("Ready").ShouldBe("True");
            stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(1);
            return Task.CompletedTask;
        });
    }, before: runtime => runtime.OnExec = _ => new ExecResult(0, [], []));

    [Theory]
    [InlineData("""{"running":{"startedAt":"2026-03-01T11:00:00Z"}}""", "ContainerStatusUnknown", 137)]
    [InlineData("""{"terminated":{"exitCode":2,"reason":"Error"}}""", "Error", 2)]
    public void RuntimeForgotEverything_RestartCountGoesOn(string state, string reason, int code) => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Calls.ShouldBe(["sandbox 0", "create web 5", "start web"]);
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(5);
        await stage.ExitAsync("web", 1);
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(6);
    }, status: $$"""{"phase":"Running","containerStatuses":[{"name":"web","containerID":"containerd://gone","restartCount":4,"state":{{state}}}]}""", before: _ => Lost(state, reason, code));

    [Fact]
    public void FinishedPod_RuntimeForgotIt_KeepsItsStatus() => PodStage.Play(PodSpecs.One("Never"), stage =>
    {
        stage.Calls.ShouldBeEmpty();
        stage.Phase.ShouldBe("Succeeded");
        stage.Container("web")["state"u8]["terminated"u8]["exitCode"u8].AsInt64().ShouldBe(0);
        return Task.CompletedTask;
    }, status: """{"phase":"Succeeded","containerStatuses":[{"name":"web","containerID":"containerd://gone","restartCount":0,"state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}""");

    /// <summary>Before its successor runs, the pod's status says what became of the lost container.</summary>
    private static void Lost(string state, string reason, int code)
    {
        var pod = new PlannedPod(status: $$"""{"containerStatuses":[{"name":"web","containerID":"containerd://gone","restartCount":4,"state":{{state}}}]}""");
        var status = new PodStatusBuilder(new PodStatusInput(pod.Definition, ObservedPod.Nothing, new NodeConfig { Name = "n1", Address = "192.0.2.1" }, PlannedPod.Start)
        {
            StartTime = PlannedPod.Start,
            Waiting = new Dictionary<string, (string, string)>(StringComparer.Ordinal),
            IsStarted = _ => true,
            IsReady = _ => true,
        }).Build().ToDocument().Root;
        foreach (var container in status["containerStatuses"u8].Items)
        {
            container["restartCount"u8].AsInt64().ShouldBe(5);
            container["lastState"u8]["terminated"u8]["reason"u8].AsString().ShouldBe(reason);
            container["lastState"u8]["terminated"u8]["exitCode"u8].AsInt64().ShouldBe(code);
        }
        status["phase"u8].AsString().ShouldBe("Running");
    }
}
