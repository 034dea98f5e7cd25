using Timonier.Contracts.Runtime;
using Timonier.Kernel;

namespace Timonier.Node.Tests.Pods;

/// <summary>A pod on its way out.</summary>
public sealed class PodStoppingTests
{
    private const string PreStop = ""","lifecycle":{"preStop":{"exec":{"command":["bye"]}}}""";

    [Fact]
    public void Deleted_Running_StopsRemovesAndTellsTheApi() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Runtime.Calls.Clear();
        await stage.DeleteAsync(30);
        stage.Calls.ShouldBe(["stop web 30", "stop sandbox", "remove web", "remove sandbox"]);
        stage.Events.ShouldContain("Killing: Stopping container web");
        stage.Events.ShouldContain("unmounted");
        stage.Pod.ShouldBeNull();
        stage.HasEnded.ShouldBeTrue();
    });

    /// <summary>A conflict does not say that the pod is gone: another writer was faster, and the pod still waits for its node's word.</summary>
    [Theory]
    [InlineData("delete")]
    [InlineData("patch/status")]
    public void Deleted_ALastRequestMeetsAConflict_IsAskedAgain(string which) => PodStage.Play(PodSpecs.One(), async stage =>
    {
        var refused = 0;
        stage.Cluster.Refuse = (verb, resource, name) => verb == which && refused++ == 0 ? Status.Conflict(resource, name) : null;

        await stage.DeleteAsync(30);
        stage.Pod.ShouldNotBeNull();

        await stage.PassAsync(2);
        stage.Pod.ShouldBeNull();
        stage.HasEnded.ShouldBeTrue();
    });

    [Fact]
    public void Deleted_WithPreStopHook_RunsItFirstWithinTheGrace() => PodStage.Play(PodSpecs.One(more: PreStop), async stage =>
    {
        var heard = new List<string>();
        stage.Runtime.OnExec = command =>
        {
            heard.AddRange(command);
            stage.Time.Advance(TimeSpan.FromSeconds(10));
            return new ExecResult(0, [], []);
        };
        stage.Runtime.Calls.Clear();
        await stage.DeleteAsync(30);
        heard.ShouldBe(["bye"]);
        stage.Calls[0].ShouldBe("stop web 20");
    });

    [Fact]
    public void Deleted_PreStopHookUsesUpTheGrace_LeavesTwoSeconds() => PodStage.Play(PodSpecs.One(more: ""","lifecycle":{"preStop":{"sleep":{"seconds":100}}}"""), async stage =>
    {
        stage.Runtime.Calls.Clear();
        await stage.DeleteAsync(5);
        await stage.PassAsync(4);
        stage.Calls.ShouldBeEmpty();
        await stage.PassAsync(1);
        stage.Calls[0].ShouldBe("stop web 2");
        stage.Events.ShouldContain(e => e.StartsWith("FailedPreStopHook: ", StringComparison.Ordinal));
    });

    [Fact]
    public void Deleted_PreStopHookFails_StopsAnyway() => PodStage.Play(PodSpecs.One(more: PreStop), async stage =>
    {
        stage.Runtime.OnExec = _ => new ExecResult(1, "no"u8.ToArray(), []);
        await stage.DeleteAsync(30);
        stage.Events.ShouldContain("FailedPreStopHook: PreStopHook failed: no");
        stage.Pod.ShouldBeNull();
    });

    [Fact]
    public void Deleted_Stubborn_IsGoneAfterItsGraceNotBefore() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Runtime.Stubborn.Add("web");
        await stage.DeleteAsync(30);
        await stage.PassAsync(29);
        stage.Pod.ShouldNotBeNull();
        await stage.PassAsync(1);
        stage.Pod.ShouldBeNull();
    });

    [Fact]
    public void DeletedAgain_WithLessGrace_StopsAgainWithThat() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Runtime.Stubborn.Add("web");
        stage.Runtime.Calls.Clear();
        await stage.DeleteAsync(30);
        await stage.PassAsync(5);
        await stage.DeleteAsync(1);
        await stage.PassAsync(1);
        stage.Calls.Take(2).ShouldBe(["stop web 30", "stop web 1"]);
        stage.Pod.ShouldBeNull();
        stage.Events.Count(e => e == "Killing: Stopping container web").ShouldBe(1);
    });

    [Fact]
    public void Deleted_WhileItsSandboxIsMade_EndsAfterwards() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        await stage.DeleteAsync(30);
        stage.Runtime.Gate!.SetResult();
        await stage.SettleAsync();
        stage.HasEnded.ShouldBeTrue();
        stage.Calls.ShouldContain("remove sandbox");
        stage.Pod.ShouldBeNull();
    }, before: runtime => runtime.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously));

    [Fact]
    public void Deleted_StopRefused_IsTriedAgain() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Runtime.Refusals["stop web 30"] = 1;
        await stage.DeleteAsync(30);
        stage.Pod.ShouldNotBeNull();
        await stage.PassAsync(10);
        stage.Pod.ShouldBeNull();
    });

    [Theory]
    [InlineData("stop sandbox")]
    [InlineData("remove web")]
    [InlineData("remove sandbox")]
    public void Deleted_LaterStepRefused_IsTriedAgainUntilNothingIsLeft(string step) => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Runtime.Refusals[step] = 1;
        await stage.DeleteAsync(30);
        stage.HasEnded.ShouldBeFalse();
        await stage.PassAsync(10);
        stage.HasEnded.ShouldBeTrue();
        stage.Calls.ShouldContain("remove sandbox");
    });

    [Fact]
    public void RemovedFromTheApi_EndsAtOnceWithoutGrace() => PodStage.Play(PodSpecs.One(more: PreStop), async stage =>
    {
        stage.Runtime.Calls.Clear();
        stage.Worker.Remove();
        await stage.SettleAsync();
        stage.Calls.ShouldBe(["stop web 0", "stop sandbox", "remove web", "remove sandbox"]);
        stage.HasEnded.ShouldBeTrue();
    });

    [Fact]
    public void ApiRefusesTheLastDelete_WorkerKeepsAsking() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        var refused = false;
        stage.Cluster.Refuse = (verb, _, _) =>
        {
            if (verb != "delete" || refused) return null;
            refused = true;
            return new Kernel.Status(500, "InternalError", "later");
        };
        await stage.DeleteAsync(30);
        stage.HasEnded.ShouldBeFalse();
        await stage.PassAsync(1);
        stage.HasEnded.ShouldBeTrue();
    });

    [Fact]
    public void StatusWrite_Refused_IsWrittenLater() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Cluster.Refuse = (verb, _, _) => verb == "patch/status" ? new Kernel.Status(500, "InternalError", "later") : null;
        await stage.ExitAsync("web", 1);
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(0);
        stage.Cluster.Refuse = (_, _, _) => null;
        await stage.PassAsync(1);
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(1);
    });

    [Fact]
    public void FailedContainer_WithMessageFile_ShowsItInTheStatus() => PodStage.Play(PodSpecs.One("Never"), async stage =>
    {
        var mount = stage.Runtime.Configs["web"].Mounts.Single(m => m.ContainerPath == "/dev/termination-log");
        await File.WriteAllTextAsync(mount.HostPath, "broken pipe", TestContext.Current.CancellationToken);
        await stage.ExitAsync("web", 1);
        stage.Container("web")["state"u8]["terminated"u8]["message"u8].AsString().ShouldBe("broken pipe");
    });
}
