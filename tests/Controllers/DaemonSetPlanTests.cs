using Timonier.Controllers.DaemonSets;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;
using static Timonier.Controllers.Tests.Sets;

namespace Timonier.Controllers.Tests;

public sealed class DaemonSetPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private const string Never = ",'updateStrategy':{'type':'OnDelete'}";

    [Fact]
    public void Compute_NodeWithoutPod_GetsOneBoundToItThatOutlivesItsTroubles()
    {
        var plan = Plan([Node("n1")], [], podSpec: ",'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchFields':[{'key':'metadata.name','operator':'NotIn','values':['n9']}]}]}}}");
        var pod = plan.Create.ShouldHaveSingleItem().ToDocument();
        pod.Metadata["generateName"u8].AsString().ShouldBe("agent-");
        NodeOf(pod).ShouldBe("n1");
        (RevisionOf(pod), Workloads.Label(pod, "pod-template-generation"), Workloads.Owner(pod)).ShouldBe(("new", "2", "d1"));
        Tolerations(pod).ShouldBe(["not-ready:NoExecute", "unreachable:NoExecute", "disk-pressure:NoSchedule", "memory-pressure:NoSchedule", "pid-pressure:NoSchedule", "unschedulable:NoSchedule"]);
    }

    [Fact]
    public void Compute_HostNetwork_NeedNotWaitForTheNetwork() =>
        Tolerations(Plan([Node("n1")], [], podSpec: ",'hostNetwork':true").Create[0].ToDocument()).ShouldContain("network-unavailable:NoSchedule");

    [Theory]
    [InlineData("", "'taints':[{'key':'node.kubernetes.io/unschedulable','effect':'NoSchedule'}],'unschedulable':true", true, true)]
    [InlineData("", "'taints':[{'key':'own','effect':'NoSchedule'}]", false, true)]
    [InlineData("", "'taints':[{'key':'own','effect':'NoExecute'}]", false, false)]
    [InlineData("", "'taints':[{'key':'own','effect':'PreferNoSchedule'}]", true, true)]
    [InlineData(",'tolerations':[{'operator':'Exists'}]", "'taints':[{'key':'own','effect':'NoExecute'}]", true, true)]
    [InlineData(",'nodeSelector':{'disk':'ssd'}", "", false, false)]
    [InlineData(",'nodeName':'n1'", "", true, true)]
    [InlineData(",'nodeName':'n2'", "", false, false)]
    public void Compute_NodeMeantOrNot_GetsAPodOrKeepsOneOrNeither(string podSpec, string nodeSpec, bool runs, bool stays)
    {
        Plan([Node("n1", spec: nodeSpec)], [], podSpec: podSpec).Create.Count.ShouldBe(runs ? 1 : 0);
        var present = Plan([Node("n1", spec: nodeSpec)], [Made("p", "n1")], podSpec: podSpec);
        present.Delete.Count.ShouldBe(stays ? 0 : 1);
        Status(present)["numberMisscheduled"u8].AsInt32().ShouldBe(runs ? 0 : 1);
    }

    [Fact]
    public void Compute_TwoOnANode_KeepsTheOlder() =>
        Plan([Node("n1")], [Made("b", "n1", more: ",'creationTimestamp':'2026-03-01T11:00:00Z'"), Made("a", "n1", more: ",'creationTimestamp':'2026-03-01T11:30:00Z'")])
            .Delete.ShouldHaveSingleItem().Name.ShouldBe("a");

    [Fact]
    public void Compute_PodFailed_IsDeletedUnlessItsNodeIsHeldBack()
    {
        var plan = Plan([Node("n1")], [Made("p", "n1", phase: "Failed")]);
        plan.Delete.ShouldHaveSingleItem();
        plan.Failed.ShouldBe(["n1"]);
        plan.Notes.ShouldHaveSingleItem().Message.ShouldBe("Found failed daemon pod default/p on node n1, will try to kill it");
        var held = Plan([Node("n1")], [Made("p", "n1", phase: "Failed")], heldBack: TimeSpan.FromSeconds(8));
        held.Delete.ShouldBeEmpty();
        held.LookAgainAfter.ShouldBe(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void Compute_PodSucceeded_IsDeletedAtOnce()
    {
        var plan = Plan([Node("n1")], [Made("p", "n1", phase: "Succeeded")], heldBack: TimeSpan.FromSeconds(8));
        plan.Delete.ShouldHaveSingleItem();
        plan.Notes.ShouldHaveSingleItem().Reason.ShouldBe("SucceededDaemonPod");
    }

    [Fact]
    public void Compute_WaitingForANodeThatIsGone_IsDeleted() =>
        Plan([Node("n1")], [Made("p", "n1"), Parse("{'metadata':{'name':'lost','namespace':'default','uid':'l','labels':{'controller-revision-hash':'new'}},'spec':{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchFields':[{'key':'metadata.name','operator':'In','values':['gone']}]}]}}}}}")])
            .Delete.ShouldHaveSingleItem().Name.ShouldBe("lost");

    [Theory]
    [InlineData("'maxUnavailable':1", "a")]
    [InlineData("'maxUnavailable':2", "a,b")]
    [InlineData("'maxUnavailable':'60%'", "a,b")]
    public void Compute_OldPods_GoAsManyAsMayBeAway(string limits, string expected) =>
        Deleted(Plan(Three, [Made("a", "n1", "old"), Made("b", "n2", "old"), Made("c", "n3", "old")], Rolling(limits))).ShouldBe(expected);

    [Fact]
    public void Compute_SomeAlreadyAway_CountAgainstTheLimit()
    {
        Deleted(Plan(Three, [Made("a", "n1", ready: false), Made("b", "n2", "old"), Made("c", "n3", "old")], Rolling("'maxUnavailable':1"))).ShouldBeEmpty();
        // An old one that is not available goes in any case, and takes the one place there is.
        Deleted(Plan(Three, [Made("a", "n1", "old"), Made("b", "n2", "old", ready: false), Made("c", "n3", "old")], Rolling("'maxUnavailable':1"))).ShouldBe("b");
        Deleted(Plan(Three, [Made("a", "n1", "old"), Made("b", "n2", "old"), Made("c", "n3", "old")], Never)).ShouldBeEmpty();
    }

    [Fact]
    public void Compute_Surge_MakesTheNewBesideTheOldAndDeletesTheOldOnceItIsAvailable()
    {
        const string surge = "'maxUnavailable':0,'maxSurge':1";
        var begun = Plan(Three, [Made("a", "n1", "old"), Made("b", "n2", "old"), Made("c", "n3", "old")], Rolling(surge));
        (string.Join(',', begun.Create.Select(p => NodeOf(p.ToDocument()))), Deleted(begun)).ShouldBe(("n1", ""));
        var waiting = Plan(Three, [Made("a", "n1", "old"), Made("a2", "n1", ready: false), Made("b", "n2", "old"), Made("c", "n3", "old")], Rolling(surge));
        (waiting.Create.Count, waiting.Delete.Count).ShouldBe((0, 0));
        Deleted(Plan(Three, [Made("a", "n1", "old"), Made("a2", "n1"), Made("b", "n2", "old"), Made("c", "n3", "old")], Rolling(surge))).ShouldBe("a");
        Deleted(Plan(Three, [Made("a", "n1", "old", ready: false), Made("a2", "n1", ready: false), Made("b", "n2", "old"), Made("c", "n3", "old")], Rolling(surge))).ShouldBe("a");
    }

    [Fact]
    public void Compute_SurgeWhereNoNewPodMayCome_TakesTheOldOnlyWhileEnoughOthersAreAvailable()
    {
        const string surge = "'maxUnavailable':0,'maxSurge':1";
        Document[] nodes = [Node("n1"), Node("n2", spec: "'taints':[{'key':'own','effect':'NoSchedule'}]")];
        Deleted(Plan(nodes, [Made("a", "n1"), Made("b", "n2", "old")], Rolling(surge))).ShouldBe("b");
        Deleted(Plan(nodes, [Made("a", "n1", ready: false), Made("b", "n2", "old")], Rolling(surge))).ShouldBeEmpty();
    }

    [Fact]
    public void Compute_PodsOfSeveralKinds_AreCounted()
    {
        var status = Status(Plan(Three, [Made("a", "n1"), Made("b", "n2", "old", ready: false), Made("d", "n4", "old")], Never));
        string[] names = ["desiredNumberScheduled", "currentNumberScheduled", "numberReady", "numberAvailable", "numberUnavailable", "updatedNumberScheduled", "numberMisscheduled"];
        names.Select(n => status[n].AsInt32()).ShouldBe([3, 2, 1, 1, 2, 1, 0]);
        Plan([Node("n1")], [Made("a", "n1")], ",'minReadySeconds':3600").LookAgainAfter.ShouldBe(TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void Compute_EarlierWritesNotSeenYet_CountsOnlyAndObservesNothing()
    {
        var plan = Plan([Node("n1")], [], mayWrite: false);
        plan.Create.ShouldBeEmpty();
        Status(plan)["observedGeneration"u8].Exists.ShouldBeFalse();
    }

    [Fact]
    public void NodeChange_ConcernsTheSet_OnlyWhenItDecides()
    {
        var set = new DaemonSetModel(Set("", ""));
        set.IsConcernedBy(Node("n1"), Node("n1", "'a':'b'")).ShouldBeFalse();
        set.IsConcernedBy(Node("n1"), null).ShouldBeTrue();
        set.IsConcernedBy(Node("n1"), Node("n1", spec: "'taints':[{'key':'own','effect':'NoExecute'}]")).ShouldBeTrue();
    }

    private static Document[] Three => [Node("n1"), Node("n2"), Node("n3")];

    private static DaemonSetPlan Plan(IEnumerable<Document> nodes, IEnumerable<Document> pods, string spec = "", string podSpec = "", TimeSpan heldBack = default, bool mayWrite = true)
    {
        var set = Set(spec, podSpec);
        var history = RevisionPlan.Compute(set, new Ownership("apps/v1", "DaemonSet", "agent", "d1"), "controller-revision-hash", []);
        var current = Parse("{'metadata':{'name':'agent-new','labels':{'controller-revision-hash':'new'}}}");
        return DaemonSetPlan.Compute(set, nodes, pods, history, current, _ => heldBack, mayWrite, Now);
    }

    private static Document Set(string spec, string podSpec) => Parse(DaemonSet("a:2", spec, podSpec).Replace("'name':'agent','labels'",
        "'name':'agent','namespace':'default','uid':'d1','resourceVersion':'1','generation':2,'annotations':{'deprecated.daemonset.template.generation':'2'},'labels'", StringComparison.Ordinal));

    private static Document Node(string name, string labels = "", string spec = "") => Parse(Sets.Node(name, labels, spec));

    private static Document Made(string name, string node, string hash = "new", bool ready = true, string phase = "Running", string more = "") =>
        Pod(name, node: node, ready: ready, phase: phase, labels: $"'app':'agent','controller-revision-hash':'{hash}'", more: more);

    private static string Deleted(DaemonSetPlan plan) => string.Join(',', plan.Delete.Select(p => p.Name));

    private static Documents.Node Status(DaemonSetPlan plan) => plan.Status!.Body.ToDocument().Status;

    private static List<string> Tolerations(Document pod)
    {
        var all = new List<string>();
        foreach (var toleration in pod.Spec["tolerations"u8].Items)
            all.Add($"{toleration["key"u8].AsString().Replace("node.kubernetes.io/", "", StringComparison.Ordinal)}:{toleration["effect"u8].AsString()}");
        return all;
    }
}
