using Timonier.Contracts.Cluster;
using Timonier.Controllers.Autoscalers;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Autoscaling;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class AutoscalerLoopTests
{
    private const string Workload = "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'a:1','resources':{'requests':{'cpu':'100m'}}}]}}}}";
    private const string FleetDefinition = """
        {'metadata':{'name':'fleets.sea.example.com'},'spec':{'group':'sea.example.com','scope':'Namespaced','names':{'plural':'fleets','singular':'fleet','kind':'Fleet'},
         'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object','x-kubernetes-preserve-unknown-fields':true}},
          'subresources':{'status':{},'scale':{'specReplicasPath':'.spec.size','statusReplicasPath':'.status.size','labelSelectorPath':'.status.selector'}}}]}}
        """;
    private static readonly ResourceName Fleets = new("sea.example.com", "v1", "fleets");
    private const string Unpatient = "'scaleDown':{'stabilizationWindowSeconds':0}";

    [Fact(DisplayName = "[sig-autoscaling] Horizontal pod autoscaling (scale resource: CPU) Deployment (Pod Resource) should scale from 1 pod to 3 pods and then from 3 pods to 5 pods using Average Utilization for aggregation")]
    public async Task Deployment_FollowsItsProcessorTime_UpAndDown()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var deployments = RunDeployments(cluster);
        await using var sets = RunReplicaSets(cluster);
        await using var loop = RunAutoscalers(cluster);
        Kubelet(cluster);
        cluster.Measure("80m");
        await cluster.PutAsync(CoreResources.Deployments, Workload);
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 2 && all.All(Sets.IsReady));
        await WarmAsync(cluster);

        // 1 80 % where 50 are wanted; no further, whenever the next look comes
        await cluster.PutAsync(AutoscalerPlan.Autoscalers, AutoscalerJson(Cpu(), most: 4, behavior: Unpatient));
        await cluster.LookUntilAsync(CoreResources.Deployments, "web", d => Count(d, "readyReplicas") == 4);
        var told = await cluster.LookUntilAsync(AutoscalerPlan.Autoscalers, "web", a => Count(a, "desiredReplicas") == 4 && a.Status["lastScaleTime"u8].Exists);
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].TextEquals("New size: 4; reason: cpu resource utilization (percentage of request) above target"u8)));
        ConditionOf(told, "ScalingActive").ShouldBe(("True", "ValidMetricFound", "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)"));

        // 2 idle
        cluster.Measure("0");
        await WarmAsync(cluster);
        var small = await cluster.LookUntilAsync(AutoscalerPlan.Autoscalers, "web", a => Count(a, "desiredReplicas") == 1);
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 1);
        ConditionOf(small, "ScalingLimited").ShouldBe(("True", "TooFewReplicas", "the desired replica count is less than the minimum replica count"));
        await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].TextEquals("New size: 1; reason: All metrics below target"u8)));
    }

    [Fact]
    public async Task NoServerOfMetrics_IsTold_AndNothingIsScaled()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var deployments = RunDeployments(cluster);
        await using var sets = RunReplicaSets(cluster);
        await using var loop = RunAutoscalers(cluster);
        Kubelet(cluster);
        await cluster.PutAsync(CoreResources.Deployments, Workload);
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 2 && all.All(Sets.IsReady));
        await cluster.PutAsync(AutoscalerPlan.Autoscalers, AutoscalerJson(Cpu()));
        const string Why = "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)";
        var told = await cluster.LookUntilAsync(AutoscalerPlan.Autoscalers, "web", a => ConditionOf(a, "ScalingActive").Status == "False");
        ConditionOf(told, "ScalingActive").ShouldBe(("False", "FailedGetResourceMetric", "the HPA was unable to compute the replica count: " + Why));
        Count(told, "currentReplicas").ShouldBe(2);
        foreach (var message in (string[])[Why, "invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: " + Why])
            await cluster.UntilAsync(CoreResources.Events, all => all.Any(e => e.Root["message"u8].AsString() == message));
    }

    [Theory]
    [InlineData("{'type':'Pods','pods':{'metric':{'name':'requests'},'target':{'type':'AverageValue','averageValue':'10'}}}")]
    [InlineData("{'type':'External','external':{'metric':{'name':'queue'},'target':{'type':'AverageValue','averageValue':'5'}}}")]
    [InlineData("{'type':'Object','object':{'describedObject':{'apiVersion':'v1','kind':'Service','name':'web'},'metric':{'name':'hits'},'target':{'type':'AverageValue','averageValue':'5'}}}")]
    [InlineData("{'type':'Object','object':{'describedObject':{'apiVersion':'v1','kind':'Namespace','name':'default'},'metric':{'name':'hits'},'target':{'type':'Value','value':'10'}}}")]
    public async Task OtherMetrics_AreReadWhereTheyAreServed(string metric)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var deployments = RunDeployments(cluster);
        await using var sets = RunReplicaSets(cluster);
        await using var loop = RunAutoscalers(cluster);
        Kubelet(cluster);
        cluster.Measure("0", value: "20");
        await cluster.PutAsync(CoreResources.Deployments, Workload);
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 2 && all.All(Sets.IsReady));
        await cluster.PutAsync(AutoscalerPlan.Autoscalers, AutoscalerJson(metric, most: 4));
        await cluster.LookUntilAsync(CoreResources.Deployments, "web", d => d.Spec["replicas"u8].AsInt32() == 4);
    }

    [Theory]
    [InlineData("'apiVersion':'apps/v1','kind':'Deployment','name':'none'", "deployments.apps \"none\" not found")]
    [InlineData("'apiVersion':'a/b/c','kind':'Deployment','name':'none'", "unexpected GroupVersion string: a/b/c")]
    [InlineData("'apiVersion':'x.io/v1','kind':'Thing','name':'none'", "no matches for kind \"Thing\" in group \"x.io\"")]
    [InlineData("'apiVersion':'v1','kind':'ConfigMap','name':'none'", "the server could not find the requested resource")]
    public async Task TargetWithoutScale_IsTold(string target, string why)
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunAutoscalers(cluster);
        await cluster.PutAsync(AutoscalerPlan.Autoscalers, AutoscalerJson(Cpu(), target: target));
        var told = await cluster.LookUntilAsync(AutoscalerPlan.Autoscalers, "web", a => ConditionOf(a, "AbleToScale").Status == "False");
        ConditionOf(told, "AbleToScale").ShouldBe(("False", "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {why}"));
    }

    [Fact]
    public async Task TwoAutoscalers_OverTheSamePods_BothStop()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var sets = RunReplicaSets(cluster);
        await using var loop = RunAutoscalers(cluster);
        Kubelet(cluster);
        cluster.Measure("1");
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(2));
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 2 && all.All(Sets.IsReady));
        foreach (var name in (string[])["a", "b"])
            await cluster.PutAsync(AutoscalerPlan.Autoscalers, AutoscalerJson(Cpu(), name: name, target: "'apiVersion':'apps/v1','kind':'ReplicaSet','name':'web'"));
        foreach (var name in (string[])["a", "b"])
            await cluster.LookUntilAsync(AutoscalerPlan.Autoscalers, name, a => ConditionOf(a, "ScalingActive") == ("False", "AmbiguousSelector", "pods by selector app=web are controlled by multiple HPAs: [{a default} {b default}]"));
    }

    [Fact]
    public async Task CustomKind_WithAScale_IsScaledThroughIt()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = RunAutoscalers(cluster);
        await cluster.PutAsync(new ResourceName("apiextensions.k8s.io", "v1", "customresourcedefinitions"), FleetDefinition, "");
        await cluster.UntilAsync(() => cluster.Kinds.Current.Find(Fleets) is not null);
        cluster.Measure("80m");
        foreach (var name in (string[])["a", "b"])
            await cluster.PutAsync(CoreResources.Pods, $"{{'metadata':{{'name':'{name}','labels':{{'app':'web'}}}},'spec':{{'containers':[{{'name':'c','image':'a:1','resources':{{'requests':{{'cpu':'100m'}}}}}}]}},'status':{{'phase':'Running','startTime':'2026-03-01T11:00:00Z','conditions':[{{'type':'Ready','status':'True','lastTransitionTime':'2026-03-01T11:00:00Z'}}]}}}}");
        await cluster.PutAsync(Fleets, "{'apiVersion':'sea.example.com/v1','kind':'Fleet','metadata':{'name':'web'},'spec':{'size':2},'status':{'size':2,'selector':'app=web'}}");
        await cluster.PutAsync(AutoscalerPlan.Autoscalers, AutoscalerJson(Cpu(), target: "'apiVersion':'sea.example.com/v1','kind':'Fleet','name':'web'"));
        await cluster.LookUntilAsync(Fleets, "web", f => f.Spec["size"u8].AsInt32() == 4);
        // It goes on from what the kind itself reports, and stays where that is as wanted.
        await cluster.PatchAsync(Fleets, "web", "{'status':{'size':4}}", subresource: "status");
        cluster.Measure("40m");
        await cluster.LookUntilAsync(AutoscalerPlan.Autoscalers, "web", a => Count(a, "currentReplicas") == 4 && ConditionOf(a, "ScalingActive").Status == "True");
    }

    [Fact]
    public async Task TwoLeaders_WriteTheScaleOnlyOnce()
    {
        await using var cluster = await LiveCluster.StartAsync();
        await using var one = RunAutoscalers(cluster);
        await using var other = RunAutoscalers(cluster);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(1));
        await cluster.PutAsync(AutoscalerPlan.Autoscalers, AutoscalerJson(Cpu(), least: 3, target: "'apiVersion':'apps/v1','kind':'ReplicaSet','name':'web'"));
        await cluster.LookUntilAsync(CoreResources.ReplicaSets, "web", s => s.Spec["replicas"u8].AsInt32() == 3);
        // Both report; whose report comes last is open.
        await cluster.LookUntilAsync(AutoscalerPlan.Autoscalers, "web", a => ConditionOf(a, "AbleToScale").Status == "True");
        await cluster.SettleAsync();
        cluster.Written.Count(w => w.Verb == "update/scale").ShouldBe(1);
    }

    // Younger than five minutes, pods say nothing of their processor until a window has passed since they were ready.
    private static async Task WarmAsync(LiveCluster cluster)
    {
        for (var i = 0; i < 25; i++) await cluster.AdvanceAsync(AutoscalerPlan.Period);
        await cluster.SettleAsync();
    }
}
