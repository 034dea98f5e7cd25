using Timonier.Documents;
using Timonier.Node.Pods;

namespace Timonier.Node.Tests.Pods;

/// <summary>Pods that a node does not take.</summary>
public sealed class NodeAdmissionTests
{
    private static readonly PodResources Allocatable = new(2000, 1L << 30, 10L << 30);

    [Theory]
    [InlineData("cpu", "1500m", "1", "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000")]
    [InlineData("memory", "600Mi", "600Mi", "Node didn't have enough resource: memory, requested: 629145600, used: 629145600, capacity: 1073741824")]
    [InlineData("ephemeral-storage", "11Gi", "0", "Node didn't have enough resource: ephemeral-storage, requested: 11811160064, used: 0, capacity: 10737418240")]
    public void Fit_AskingMoreThanIsLeft_NamesTheResource(string resource, string asked, string used, string message)
    {
        var rejection = NodeAdmission.Fit(Pod(resource, asked), [Pod(resource, used)], Allocatable, 110).ShouldNotBeNull();
        rejection.Reason.ShouldBe($"OutOf{resource}");
        rejection.Message.ShouldBe(message);
    }

    [Fact]
    public void Fit_ExactlyWhatIsLeft_IsTaken() => NodeAdmission.Fit(Pod("cpu", "1"), [Pod("cpu", "1")], Allocatable, 110).ShouldBeNull();

    [Fact]
    public void Fit_AskingNothingOfAnOvercommittedNode_IsTaken() => NodeAdmission.Fit(Pod("cpu", "0"), [Pod("cpu", "8")], Allocatable, 110).ShouldBeNull();

    [Fact]
    public void Fit_MorePodsThanTheNodeTakes_IsOutOfPods()
    {
        var rejection = NodeAdmission.Fit(Pod("cpu", "0"), [Pod("cpu", "0"), Pod("cpu", "0")], Allocatable, 2).ShouldNotBeNull();
        rejection.ShouldBe(new Rejection("OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2"));
    }

    [Theory]
    [InlineData("""{"nodeSelector":{"disk":"ssd"}}""", true)]
    [InlineData("""{"nodeSelector":{"disk":"hdd"}}""", false)]
    [InlineData("""{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"disk","operator":"In","values":["ssd"]}]}]}}}}""", true)]
    [InlineData("""{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["n2"]}]}]}}}}""", false)]
    [InlineData("""{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{}]}}}}""", false)]
    public void Placement_ByLabelsAndName_IsChecked(string spec, bool taken)
    {
        var pod = new PodDefinition(Document.Parse($$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","uid":"u"},"spec":{{spec}}}"""));
        var node = Document.Parse("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","labels":{"disk":"ssd"}}}""");
        NodeAdmission.IsChoosy(pod).ShouldBeTrue();
        NodeAdmission.Placement(pod, node).ShouldBe(taken ? null : new Rejection("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"));
    }

    [Fact]
    public void RejectedPod_Fails_AndStartsNothing() => PodStage.Play(PodSpecs.One(), async stage =>
    {
        stage.Phase.ShouldBe("Failed");
        stage.Pod!.Status["reason"u8].AsString().ShouldBe("OutOfcpu");
        stage.Pod!.Status["message"u8].AsString().ShouldBe("Pod was rejected: too much");
        stage.Events.ShouldBe(["OutOfcpu: too much"]);
        stage.Worker.IsActive.ShouldBeFalse();
        await stage.PassAsync(60);
        stage.Calls.ShouldBeEmpty();
        await stage.DeleteAsync(30);
        stage.Pod.ShouldBeNull();
    }, rejection: new Rejection("OutOfcpu", "too much"));

    [Fact]
    public void Requests_WithInitContainersAndOverhead_CountTheLargerPart()
    {
        var pod = new PodDefinition(Document.Parse("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","uid":"u"},"spec":{"overhead":{"cpu":"50m"},
             "initContainers":[{"name":"side","restartPolicy":"Always","resources":{"requests":{"cpu":"100m"}}},{"name":"big","resources":{"requests":{"cpu":"1"}}}],
             "containers":[{"name":"a","resources":{"requests":{"cpu":"300m"}}},{"name":"b","resources":{"requests":{"cpu":"400m"}}}]}}
            """));
        PodResources.Requests(pod).MilliCpu.ShouldBe(1150);
    }

    private static PodDefinition Pod(string resource, string amount)
    {
        var requests = $$"""{"{{resource}}":"{{amount}}"}""";
        return new(Document.Parse($$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","uid":"u"},"spec":{"containers":[{"name":"web","resources":{"requests":{{requests}} } }]} }"""));
    }
}
