using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Controllers.StatefulSets;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;
using static Timonier.Controllers.Tests.Sets;

namespace Timonier.Controllers.Tests;

public sealed class StatefulSetPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Document Old = Revision("db-old", "a:1", 1);
    private static readonly Document New = Revision("db-new", "a:2", 2);
    private static readonly string[] Three = ["db-0", "db-1", "db-2"];

    [Fact]
    public void Compute_NoPods_MakesTheFirstWithItsIdentity()
    {
        var pod = Plan(3, []).Pods.ShouldHaveSingleItem().ShouldHaveSingleItem().ShouldBeOfType<CreateAction>();
        pod.Event!.Message.ShouldBe("create Pod db-0 in StatefulSet db successful");
        var body = pod.Body.ToDocument();
        body.Name.ShouldBe("db-0");
        (Workloads.Label(body, "statefulset.kubernetes.io/pod-name"), Workloads.Label(body, "apps.kubernetes.io/pod-index"), RevisionOf(body)).ShouldBe(("db-0", "0", "db-new"));
        (body.Spec["hostname"u8].AsString(), body.Spec["subdomain"u8].AsString(), ImageOf(body)).ShouldBe(("db-0", "db", "a:2"));
        Workloads.Owner(body).ShouldBe("s1");
    }

    [Theory]
    [InlineData("", "create db-2")]
    [InlineData(AtOnce, "create db-2,create db-3,create db-4")]
    public void Compute_TooFew_AddsInOrderOrAllAtOnce(string management, string expected) =>
        Told(Plan(5, [Made("db-0"), Made("db-1")], management)).ShouldBe(expected);

    [Fact]
    public void Compute_FirstNumberGiven_CountsFromThere() =>
        Told(Plan(2, [Made("db-5"), Made("db-0")], AtOnce + ",'ordinals':{'start':5}")).ShouldBe("create db-6,delete db-0");

    [Fact]
    public void Compute_PredecessorNotReady_Waits()
    {
        Told(Plan(3, [Made("db-0", ready: false)])).ShouldBeEmpty();
        var soon = Plan(3, [Made("db-0")], ",'minReadySeconds':3600");
        Told(soon).ShouldBeEmpty();
        soon.LookAgainAfter.ShouldBe(TimeSpan.FromMinutes(30));
    }

    [Theory]
    [InlineData("", "delete db-4")]
    [InlineData(AtOnce, "delete db-4,delete db-3")]
    public void Compute_TooMany_TakesTheLastFirst(string management, string expected) =>
        Told(Plan(3, [.. Three.Select(n => Made(n)), Made("db-3"), Made("db-4")], management)).ShouldBe(expected);

    [Fact]
    public void Compute_LastSurplusUnwellButNotTheFirstUnwell_Waits()
    {
        Told(Plan(1, [Made("db-0"), Made("db-1", ready: false), Made("db-2", ready: false)])).ShouldBeEmpty();
        Told(Plan(1, [Made("db-0"), Made("db-1"), Made("db-2", ready: false)])).ShouldBe("delete db-2");
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Succeeded")]
    public void Compute_PodIsOver_DeletesIt(string phase) => Told(Plan(1, [Made("db-0", phase: phase)])).ShouldBe("delete db-0");

    [Theory]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':0}}", "delete db-2")]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':0,'maxUnavailable':2}}", "delete db-2,delete db-1")]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':0,'maxUnavailable':'70%'}}", "delete db-2,delete db-1")]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':2,'maxUnavailable':2}}", "delete db-2")]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':3}}", "")]
    [InlineData("{'type':'OnDelete'}", "")]
    public void Compute_OldTemplate_ReplacesWhatTheStrategyAllows(string strategy, string expected) =>
        Told(Plan(3, Three.Select(n => Made(n, Old)), $",'updateStrategy':{strategy}")).ShouldBe(expected);

    [Fact]
    public void Compute_MissingBelowThePartition_ComesBackAsItWas()
    {
        var plan = Plan(2, [Made("db-1", New)], ",'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':1}}");
        var body = ((CreateAction)plan.Pods[0][0]).Body.ToDocument();
        (body.Name, ImageOf(body), RevisionOf(body)).ShouldBe(("db-0", "a:1", "db-old"));
    }

    [Fact]
    public void Compute_OldOnesBroken_AreReplacedWithoutWaitingWhenParallel()
    {
        Told(Plan(3, Three.Select(n => Made(n, Old, ready: false)), AtOnce)).ShouldBe("delete db-2");
        Told(Plan(3, [Made("db-0", Old, ready: false), Made("db-1", Old, ready: false), Made("db-2", New)], AtOnce)).ShouldBe("delete db-1");
        // In an ordered set a broken pod blocks the update that would mend it, as people know it.
        Told(Plan(3, Three.Select(n => Made(n, Old, ready: false)))).ShouldBeEmpty();
        Told(Plan(3, [Made("db-0", Old), Made("db-1", Old), Made("db-2", New, ready: false)], AtOnce)).ShouldBeEmpty();
    }

    [Fact]
    public void Compute_EarlierWritesNotSeenYetOrSetEnding_WritesTheStatusOnly()
    {
        var late = Plan(3, [], mayWrite: false);
        late.Pods.ShouldBeEmpty();
        late.Status.ShouldNotBeNull();
        Told(Plan(3, [], metadata: ",'deletionTimestamp':'2026-03-01T11:00:00Z'")).ShouldBeEmpty();
    }

    [Fact]
    public void Compute_ClaimTemplates_MakesClaimsFirstAndMountsThem()
    {
        var writes = Plan(1, [], Claiming("'whenDeleted':'Delete'")).Pods.ShouldHaveSingleItem();
        var claim = ((CreateAction)writes[0]).Body.ToDocument();
        (claim.Name, Workloads.Label(claim, "app"), Workloads.Owner(claim)).ShouldBe(("data-db-0", "db", "s1"));
        writes[0].Event!.Message.ShouldBe("create Claim data-db-0 Pod db-0 in StatefulSet db success");
        var volume = ((CreateAction)writes[1]).Body.ToDocument().Spec["volumes"u8][0];
        (volume["name"u8].AsString(), volume["persistentVolumeClaim"u8]["claimName"u8].AsString()).ShouldBe(("data", "data-db-0"));
    }

    [Fact]
    public void Compute_ClaimOnItsWayOut_SaysSoAndWaits()
    {
        var plan = Plan(1, [], Claiming(), claim: Parse("{'metadata':{'name':'data-db-0','uid':'c','deletionTimestamp':'2026-03-01T11:00:00Z'}}"));
        plan.Pods.ShouldBeEmpty();
        plan.Notes.ShouldHaveSingleItem().Message.ShouldBe("create Pod db-0 in StatefulSet db failed error: pvc data-db-0 is being deleted");
    }

    [Fact]
    public void Compute_ClaimControlledByAnother_IsLeftAlone()
    {
        var foreign = Parse("{'metadata':{'name':'data-db-0','uid':'c','ownerReferences':[{'apiVersion':'x/v1','kind':'Backup','name':'b','uid':'b','controller':true}]}}");
        Plan(1, [], Claiming("'whenDeleted':'Delete'"), claim: foreign).Pods.ShouldHaveSingleItem().ShouldHaveSingleItem().Name.ShouldBe("db-0");
    }

    [Fact]
    public void Compute_Rollout_CountsBothRevisionsAndEndsWithOne()
    {
        var half = Plan(2, [Made("db-0", Old), Made("db-1", New)]).Status!.Body.ToDocument().Status;
        (half["currentReplicas"u8].AsInt32(), half["updatedReplicas"u8].AsInt32(), half["readyReplicas"u8].AsInt32()).ShouldBe((1, 1, 2));
        (half["currentRevision"u8].AsString(), half["updateRevision"u8].AsString(), half["collisionCount"u8].AsInt32OrNull()).ShouldBe(("db-old", "db-new", 0));
        var whole = Plan(2, [Made("db-0"), Made("db-1")]).Status!.Body.ToDocument().Status;
        (whole["currentReplicas"u8].AsInt32(), whole["updatedReplicas"u8].AsInt32(), whole["currentRevision"u8].AsString()).ShouldBe((2, 2, "db-new"));
    }

    private static StatefulSetPlan Plan(int replicas, IEnumerable<Document> pods, string spec = "", bool mayWrite = true, string metadata = "", Document? claim = null)
    {
        var text = StatefulSet(replicas, "a:2", spec).Replace("'name':'db','labels'", $"'name':'db','namespace':'default','uid':'s1','resourceVersion':'1','generation':1{metadata},'labels'", StringComparison.Ordinal);
        var set = Parse(text[..^1] + ",'status':{'currentRevision':'db-old'}}");
        var history = RevisionPlan.Compute(set, new Ownership("apps/v1", "StatefulSet", "db", "s1"), "hash", [Old, New]);
        history.Current.ShouldBe(New);
        return StatefulSetPlan.Compute(set, [.. pods], history, New, _ => claim, mayWrite, Now);
    }

    private static string Told(StatefulSetPlan plan) =>
        string.Join(',', plan.Pods.Select(p => $"{(p[^1] is CreateAction ? "create" : "delete")} {p[^1].Name}"));

    private static Document Made(string name, Document? revision = null, bool ready = true, string phase = "Running") =>
        Pod(name, ready: ready, phase: phase, labels: $"'app':'db','statefulset.kubernetes.io/pod-name':'{name}','controller-revision-hash':'{(revision ?? New).Name}'");

    private static Document Revision(string name, string image, int number) => Parse(
        $"{{'metadata':{{'name':'{name}','namespace':'default','uid':'{name}'}},'revision':{number},'data':{{'spec':{{'template':{{'$patch':'replace',"
        + $"'metadata':{{'creationTimestamp':null,'labels':{{'app':'db'}}}},'spec':{{'containers':[{{'image':'{image}','name':'c'}}]}}}}}}}}}}");
}
