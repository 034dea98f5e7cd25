using System.Net;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.EndpointSlices;
using Timonier.Controllers.Framework;
using Timonier.Controllers.GarbageCollection;
using Timonier.Controllers.Namespaces;
using Timonier.Controllers.Nodes;
using Timonier.Controllers.PodGarbage;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class SmallPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void GarbagePlan_OwnersGone_DeletesTheDependent()
    {
        var pod = Pod("p", "rs");
        var owner = GarbagePlan.Owners(pod)[0].Owner;
        GarbagePlan.Compute(CoreResources.Pods, pod, [new OwnerFate(owner, true, Fate.IsGone)], []).ShouldHaveSingleItem().ShouldBeOfType<DeleteAction>().Uid.ShouldBe("p");
        GarbagePlan.Compute(CoreResources.Pods, pod, [new OwnerFate(owner, true, Fate.Lives)], []).ShouldBeEmpty();
        GarbagePlan.Compute(CoreResources.Pods, pod, [new OwnerFate(owner, true, Fate.IsGone), new OwnerFate(owner with { Uid = "other" }, false, Fate.Lives)], [])
            .ShouldHaveSingleItem().ShouldBeOfType<PatchAction>();
    }

    [Fact]
    public void GarbagePlan_Foreground_DependentsGoThenTheOwner_AndACircleIsOpened()
    {
        var set = Parse("{'metadata':{'name':'rs','namespace':'default','uid':'rs','deletionTimestamp':'2026-03-01T12:00:00Z','finalizers':['foregroundDeletion']}}");
        var (pod, owner) = (Pod("p", "rs"), new OwnerFate(GarbagePlan.Owners(Pod("p", "rs"))[0].Owner, true, Fate.WaitsForDependents));
        GarbagePlan.Compute(CoreResources.ReplicaSets, set, [], [(CoreResources.Pods, pod)]).ShouldBeEmpty();
        GarbagePlan.Compute(CoreResources.Pods, pod, [owner], []).ShouldHaveSingleItem().ShouldBeOfType<DeleteAction>().PropagationPolicy.ShouldBe("Background");
        // What depends on the pod waits already, perhaps for the pod's own owner.
        GarbagePlan.Compute(CoreResources.Pods, pod, [owner], [(CoreResources.ReplicaSets, set)]).Select(a => a.GetType().Name).ShouldBe(["PatchAction", "DeleteAction"]);
        GarbagePlan.Compute(CoreResources.ReplicaSets, set, [], []).ShouldHaveSingleItem().ShouldBeOfType<PatchAction>().Name.ShouldBe("rs");
    }

    [Fact]
    public void NamespacePlan_Ending_PodsGoFirstAndTheFinalizerLast()
    {
        var ending = Parse("{'metadata':{'name':'x','deletionTimestamp':'2026-03-01T12:00:00Z'},'spec':{'finalizers':['kubernetes']}}");
        var plan = NamespacePlan.Compute(ending, [new(CoreResources.Secrets, [Pod("s")]), new(CoreResources.Pods, [Pod("p")])], [], Now);
        plan.Deletions.ShouldHaveSingleItem().Resource.ShouldBe(CoreResources.Pods);
        Condition.ListOf(plan.Status!.ToDocument().Status["conditions"u8]).Single(c => c.Type == "NamespaceContentRemaining").Message
            .ShouldBe("Some resources are remaining: pods. has 1 resource instances, secrets. has 1 resource instances");
        NamespacePlan.Compute(ending, [new(CoreResources.Pods, [])], [], Now).Finalized!.ToDocument().Spec["finalizers"u8].Count.ShouldBe(0);
    }

    [Fact]
    public void EndpointSlicePlan_NamedPortAndReadiness_AreResolvedPerPod()
    {
        var service = Parse("{'metadata':{'name':'web','namespace':'default','uid':'s1'},'spec':{'clusterIP':'10.43.0.9','ports':[{'name':'http','port':80,'targetPort':'web'}]}}");
        const string container = ",'containers':[{'name':'c','ports':[{'name':'web','containerPort':8080}]}]";
        var plan = EndpointSlicePlan.Compute(service, [Pod("a", spec: container), Pod("b", ready: false, spec: container)], [], _ => "", ZoneShares.Unknown);
        var slice = plan.Actions.ShouldHaveSingleItem().ShouldBeOfType<CreateAction>().Body.ToDocument();
        slice.Root["ports"u8][0]["port"u8].AsInt32().ShouldBe(8080);
        slice.Root["endpoints"u8].Count.ShouldBe(2);
        slice.Root["endpoints"u8][0]["conditions"u8]["ready"u8].AsBool().ShouldBeTrue();
        slice.Root["endpoints"u8][1]["conditions"u8]["ready"u8].AsBool().ShouldBeFalse();
        slice.Metadata["labels"u8]["kubernetes.io/service-name"u8].AsString().ShouldBe("web");
    }

    [Fact]
    public void EndpointSlicePlan_ManyPods_SplitsAtOneHundredAndThenRests()
    {
        var service = Parse("{'metadata':{'name':'web','namespace':'default','uid':'s1'},'spec':{'ports':[{'port':80}]}}");
        var pods = Enumerable.Range(0, 150).Select(i => Pod($"p{i:000}")).ToList();
        var made = EndpointSlicePlan.Compute(service, pods, [], _ => "", ZoneShares.Unknown).Actions.Cast<CreateAction>().ToList();
        made.Select(m => m.Body.ToDocument().Root["endpoints"u8].Count).ShouldBe([100, 50]);
        var stored = made.Select((m, i) =>
        {
            m.Body.Object("metadata")["name"] = $"web-{i}";
            return m.Body.ToDocument();
        }).ToList();
        EndpointSlicePlan.Compute(service, pods, stored, _ => "", ZoneShares.Unknown).Actions.ShouldBeEmpty();
    }

    [Fact]
    public void NodeHealthPlan_Silent_BecomesUnknownAndTainted()
    {
        var node = Parse("{'metadata':{'name':'n1','uid':'n1'},'spec':{},'status':{'conditions':[{'type':'Ready','status':'True'}]}}");
        var silent = NodeHealthPlan.Silence(node, Now)!.Body.ToDocument();
        Condition.ListOf(silent.Status["conditions"u8]).Single(c => c.Type == "Ready").Reason.ShouldBe("NodeStatusUnknown");
        var tainted = NodeHealthPlan.Taints(silent, Expulsion.Allowed, Now)!.Body.ToDocument();
        tainted.Spec["taints"u8][0]["key"u8].AsString().ShouldBe("node.kubernetes.io/unreachable");
        tainted.Spec["taints"u8].Count.ShouldBe(2);
        NodeHealthPlan.Taints(tainted, Expulsion.Allowed, Now).ShouldBeNull();
    }

    [Fact]
    public void EvictionPlan_TolerationSeconds_LeavesWhenTheyAreOver()
    {
        var node = Parse("{'metadata':{'name':'n1'},'spec':{'taints':[{'key':'k','effect':'NoExecute','timeAdded':'2026-03-01T11:58:00Z'}]}}");
        var plan = EvictionPlan.Compute(node, [
            Pod("stays", spec: ",'tolerations':[{'operator':'Exists'}]"),
            Pod("later", spec: ",'tolerations':[{'key':'k','operator':'Exists','tolerationSeconds':300}]"),
            Pod("leaves")], taint => taint["timeAdded"u8].AsTime()!.Value, Now);
        plan.Actions.OfType<DeleteAction>().ShouldHaveSingleItem().Name.ShouldBe("leaves");
        plan.LookAgainAfter.ShouldBe(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void NodeIpamPlan_FreeRanges_AreGivenInOrder()
    {
        var nodes = new[] { Parse("{'metadata':{'name':'a'},'spec':{'podCIDR':'10.42.0.0/24'}}"), Parse("{'metadata':{'name':'b'}}"), Parse("{'metadata':{'name':'c'}}") };
        NodeIpamPlan.Compute(nodes, new Dictionary<string, string> { ["x"] = "10.42.1.0/24" }, IPNetwork.Parse("10.42.0.0/16"), 24)
            .Select(g => (g.Node, g.Cidr)).ShouldBe([("b", "10.42.2.0/24"), ("c", "10.42.3.0/24")]);
    }

    [Fact]
    public void PodGarbagePlan_LostNodeOrTooManyFinished_Deletes()
    {
        var pods = new[] { Pod("lost", node: "gone"), Pod("here"), Pod("done1", phase: "Succeeded"), Pod("done2", phase: "Failed") };
        PodGarbagePlan.Compute(pods, n => n == "gone", 1).Actions.Select(a => a.Name).ShouldBe(["lost", "done1"]);
    }

    [Fact]
    public void NamespaceDefaults_MissingInAnActiveNamespace_AreMade()
    {
        var active = Parse("{'metadata':{'name':'x'},'status':{'phase':'Active'}}");
        DefaultServiceAccountController.Plan(active, null).Actions.ShouldHaveSingleItem().Name.ShouldBe("default");
        RootCaController.Plan(active, null, "PEM").Actions.ShouldHaveSingleItem().Name.ShouldBe("kube-root-ca.crt");
        RootCaController.Plan(active, Parse("{'metadata':{'name':'kube-root-ca.crt'},'data':{'ca.crt':'PEM'}}"), "PEM").Actions.ShouldBeEmpty();
        RootCaController.Plan(active, Parse("{'metadata':{'name':'kube-root-ca.crt'},'data':{'ca.crt':'else'}}"), "PEM").Actions.ShouldHaveSingleItem();
    }
}
