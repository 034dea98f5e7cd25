using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Runtime;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Node.Tests.Pods;

/// <summary>A pod on its way to Running.</summary>
public sealed class PodStartingTests
{
    private const string First = """{"name":"first","image":"i:1"}""";
    private const string Second = """{"name":"second","image":"i:2"}""";
    private const string Sidecar = """{"name":"side","image":"s:1","restartPolicy":"Always"}""";

    [Fact]
    public void NewPod_Starts_SandboxThenContainerThenRunning() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Calls.ShouldBe(["sandbox 0", "create web 0", "start web"]);
        stage.Phase.ShouldBe("Running");
        stage.Condition("Ready").ShouldBe("True");
        stage.Pod!.Status["podIP"u8].AsString().ShouldBe("10.42.0.7");
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(0);
        stage.Events.ShouldBe(["Pulled: Container image \"web:1\" already present on machine and can be accessed by the pod", "Created: Container created", "Started: Container started"]);
        await stage.PassAsync(120);
        stage.Calls.ShouldBeEmpty();
    });

    [Fact]
    public void Status_WrittenBySomebodyElse_IsToldAnew() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        var unready = DraftObject.Of(stage.Pod!);
        foreach (var condition in unready.Object("status").Array("conditions").OfType<DraftObject>())
            if (condition.String("type") == "Ready") condition["status"] = "False";
        await stage.Cluster.UpdateAsync(CoreResources.Pods, "default", unready, new WriteQuery { Subresource = "status" });
        stage.Condition("Ready").ShouldBe("False");

        await stage.SettleAsync();

        stage.Condition("Ready").ShouldBe("True");
    });

    [Fact]
    public void Status_MeetsAConflict_IsToldAgain() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Cluster.Refuse = (verb, resource, name) => verb == "patch/status" ? Status.Conflict(resource, name) : null;
        await stage.ExitAsync("web", 1);
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(0);
        stage.Cluster.Refuse = (_, _, _) => null;

        await stage.PassAsync(2);

        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(1);
    });

    [Fact]
    public void InitContainers_RunOneAfterTheOther_BeforeTheContainers() => PodStage.Play(PodSpecs.With($"{First},{Second}"), async stage =>
    {
        stage.Calls.ShouldBe(["sandbox 0", "create first 0", "start first"]);
        stage.Phase.ShouldBe("Pending");
        stage.Waiting("web").ShouldBe("PodInitializing");
        stage.Condition("Initialized").ShouldBe("False");
        await stage.ExitAsync("first", 0);
        stage.Calls.ShouldBe(["create second 0", "start second"]);
        await stage.ExitAsync("second", 0);
        stage.Calls.ShouldBe(["create web 0", "start web"]);
        stage.Condition("Initialized").ShouldBe("True");
        stage.Phase.ShouldBe("Running");
    });

    [Fact]
    public void InitContainer_FailsUnderAlways_IsTriedAgainWithBackoff() => PodStage.Play(PodSpecs.With(First), async stage =>
    {
        await stage.ExitAsync("first", 1);
        await stage.ExitAsync("first", 1);
        stage.Waiting("first").ShouldBe("CrashLoopBackOff");
        stage.Calls.ShouldBe(["sandbox 0", "create first 0", "start first", "create first 1", "start first"]);
        await stage.PassAsync(10);
        stage.Calls.ShouldBe(["create first 2", "start first", "remove first"]);
    });

    [Fact]
    public void InitContainer_FailsUnderNever_EndsThePodAsFailed() => PodStage.Play(PodSpecs.With(First, "Never"), async stage =>
    {
        await stage.ExitAsync("first", 1);
        stage.Phase.ShouldBe("Failed");
        stage.Calls.ShouldBe(["sandbox 0", "create first 0", "start first", "stop sandbox"]);
    });

    [Fact]
    public void Sidecar_IsUp_LetsTheContainersStart() => PodStage.Play(PodSpecs.With(Sidecar), stage =>
    {
        stage.Calls.ShouldBe(["sandbox 0", "create side 0", "start side", "create web 0", "start web"]);
        return Task.CompletedTask;
    });

    [Fact]
    public void Sidecar_Ends_IsStartedAgainBesideTheContainers() => PodStage.Play(PodSpecs.With(Sidecar, "Never"), async stage =>
    {
        stage.Runtime.Calls.Clear();
        await stage.ExitAsync("side", 0);
        stage.Calls.ShouldBe(["create side 1", "start side"]);
        stage.Phase.ShouldBe("Running");
    });

    [Fact]
    public void Sidecar_WithStartupProbe_HoldsTheContainersUntilItPasses() => PodStage.Play(PodSpecs.With(Sidecar[..^1] + PodSpecs.Exec("startupProbe") + "}"), async stage =>
    {
        stage.Calls.ShouldBe(["sandbox 0", "create side 0", "start side"]);
        stage.Runtime.OnExec = _ => new ExecResult(0, [], []);
        await stage.PassAsync(10);
        stage.Calls.ShouldBe(["create web 0", "start web"]);
    }, before: runtime => runtime.OnExec = _ => new ExecResult(1, [], []));

    [Fact]
    public void Sandbox_Refused_IsToldAndTriedAgain() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Events.ShouldContain("FailedCreatePodSandBox: Failed to create pod sandbox: no sandbox 0");
        stage.Waiting("web").ShouldBe("ContainerCreating");
        await stage.PassAsync(10);
        stage.Phase.ShouldBe("Running");
    }, before: runtime => runtime.Refusals["sandbox 0"] = 1);

    [Fact]
    public void Create_Refused_IsToldAndTriedAgain() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Waiting("web").ShouldBe("CreateContainerError");
        stage.Events.ShouldContain("Failed: Error: no create web 0");
        await stage.PassAsync(10);
        stage.Phase.ShouldBe("Running");
        stage.Container("web")["restartCount"u8].AsInt64().ShouldBe(0);
    }, before: runtime => runtime.Refusals["create web 0"] = 1);

    [Fact]
    public void Start_Refused_SaysSoAndTriesTheNextContainer() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Events.ShouldContain("Failed: Error: no start web");
        await stage.PassAsync(10);
        stage.Phase.ShouldBe("Running");
    }, before: runtime => runtime.Refusals["start web"] = 1);

    [Fact]
    public void MissingImage_UnderNever_WaitsWithUpstreamsReason() => PodStage.Play(PodSpecs.One(more: ""","imagePullPolicy":"Never" """), stage =>
    {
        stage.Waiting("web").ShouldBe("ErrImageNeverPull");
        stage.Calls.ShouldBe(["sandbox 0"]);
        return Task.CompletedTask;
    }, before: runtime => runtime.MissingImages.Add("web"));

    [Fact]
    public void MissingImage_PullFails_BacksOffAndComesBack() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Waiting("web").ShouldBe("ErrImagePull");
        await stage.PassAsync(1);
        stage.Waiting("web").ShouldBe("ImagePullBackOff");
        stage.Events.Where(e => !e.StartsWith("Pull", StringComparison.Ordinal)).ShouldBe(
        [
            "Failed: Failed to pull image \"web:1\": no pull web:1",
            "Failed: Error: ErrImagePull",
            "BackOff: Back-off pulling image \"web:1\"",
            "Failed: Error: ImagePullBackOff",
        ]);
        await stage.PassAsync(11);
        stage.Phase.ShouldBe("Running");
    }, before: runtime =>
    {
        runtime.MissingImages.Add("web");
        runtime.Refusals["pull web:1"] = 1;
    });

    [Fact]
    public void MissingImage_WhileItIsPulled_ShowsThatThePodIsMade() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Phase.ShouldBe("Pending");
        stage.Waiting("web").ShouldBe("ContainerCreating");
        stage.Runtime.Gate!.SetResult();
        await stage.SettleAsync();
        stage.Phase.ShouldBe("Running");
    }, before: runtime =>
    {
        runtime.MissingImages.Add("web");
        runtime.Gated = "pull";
        runtime.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    });

    [Fact]
    public void MissingConfigMap_Appears_StartsThen() => PodStage.Play(PodSpecs.One(more: ""","env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"cm","key":"a"}}}]"""), async stage =>
    {
        stage.Waiting("web").ShouldBe("CreateContainerConfigError");
        stage.Events.ShouldContain("Failed: Error: configmap \"cm\" not found");
        stage.Cluster.Put(CoreResources.ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"cm","namespace":"default"},"data":{"a":"b"}}""");
        await stage.PassAsync(10);
        stage.Phase.ShouldBe("Running");
        stage.Runtime.Configs["web"].Env.ShouldContain(new KeyValuePair<string, string>("A", "b"));
    });

    [Fact]
    public void Volume_CannotBeMade_StartsNothing() => PodStage.Play(PodSpecs.One(pod: """ "volumes":[{"name":"v","configMap":{"name":"absent"}}],"""), stage =>
    {
        stage.Calls.ShouldBeEmpty();
        stage.Events.ShouldContain(e => e.StartsWith("FailedMount: ", StringComparison.Ordinal));
        stage.Phase.ShouldBe("Pending");
        return Task.CompletedTask;
    });

    [Fact]
    public void PostStartHook_Fails_StopsTheContainer() => PodStage.Play(PodSpecs.One(more: ""","lifecycle":{"postStart":{"exec":{"command":["x"]}}}"""), stage =>
    {
        stage.Events.ShouldContain("FailedPostStartHook: PostStartHook failed: ");
        stage.Calls.ShouldContain("stop web 30");
        return Task.CompletedTask;
    }, before: runtime => runtime.OnExec = _ => new ExecResult(1, [], []));
}
