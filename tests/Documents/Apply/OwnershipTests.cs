namespace Timonier.Documents.Tests;

public class OwnershipTests
{
    private const string TwoReplicas = """{"spec":{"replicas":2}}""";

    [Fact]
    public void Apply_EqualValues_AreOwnedByBoth()
    {
        var live = new LiveObject().Apply("alice", TwoReplicas).Apply("bob", TwoReplicas);

        live.OwnedBy("alice").ShouldBe("""{"f:spec":{"f:replicas":{}}}""");
        live.OwnedBy("bob").ShouldBe("""{"f:spec":{"f:replicas":{}}}""");
    }

    [Fact]
    public void Apply_OneOfTwoOwnersLetsGo_TheFieldStays()
    {
        var live = new LiveObject().Apply("alice", TwoReplicas).Apply("bob", TwoReplicas).Apply("alice", """{"spec":{"paused":true}}""");

        live.Json.ShouldBe("""{"spec":{"replicas":2,"paused":true}}""");
        live.OwnedBy("alice").ShouldBe("""{"f:spec":{"f:paused":{}}}""");
    }

    [Fact]
    public void Apply_LastOwnerLetsGo_TheFieldGoes() =>
        new LiveObject().Apply("alice", TwoReplicas).Apply("bob", TwoReplicas).Apply("alice", "{}").Apply("bob", """{"spec":{"paused":true}}""")
            .Json.ShouldBe("""{"spec":{"paused":true}}""");

    [Fact]
    public void Apply_Force_TakesTheFieldAway()
    {
        var live = new LiveObject().Apply("alice", """{"spec":{"replicas":2,"paused":true}}""").Apply("bob", """{"spec":{"replicas":5}}""", force: true);

        live.OwnedBy("alice").ShouldBe("""{"f:spec":{"f:paused":{}}}""");
        live.OwnedBy("bob").ShouldBe("""{"f:spec":{"f:replicas":{}}}""");
    }

    [Fact]
    public void Apply_ForceTakesTheOnlyField_TheOldOwnerIsGone() =>
        new LiveObject().Apply("alice", TwoReplicas).Apply("bob", """{"spec":{"replicas":5}}""", force: true).Managers.ShouldBe(["bob:Apply"]);

    [Fact]
    public void Apply_ItemOfAnother_KeepsWhatIsInIt()
    {
        var live = new LiveObject().Apply("alice", """{"spec":{"containers":[{"name":"a","image":"1"}]}}""")
            .Apply("bob", """{"spec":{"containers":[{"name":"a","args":["x"]}]}}""").Apply("alice", """{"spec":{}}""");

        live.Json.ShouldBe("""{"spec":{"containers":[{"name":"a","args":["x"]}]}}""");
    }

    [Fact]
    public void Apply_DroppedItem_TakesUnownedPartsAlong() =>
        new LiveObject { Tracker = new FieldTracker { ApiVersion = "v1", Schema = Workload.Schema, Blank = Workload.Draft("""{"spec":{"containers":[{"name":"a","image":"default"}]}}""") } }
            .Apply("alice", """{"spec":{"containers":[{"name":"a"},{"name":"b","image":"1"}]}}""").Apply("alice", """{"spec":{"containers":[{"name":"a"}]}}""")
            .Json.ShouldBe("""{"spec":{"containers":[{"name":"a"}]}}""");

    [Fact]
    public void Apply_DroppedLabelInAMapOfAnother_LeavesTheMap() =>
        LiveObject.CreatedBy("bob", """{"metadata":{"labels":{"b":"1"}}}""").Apply("alice", """{"metadata":{"labels":{"a":"1"}}}""").Apply("alice", "{}")
            .Json.ShouldBe("""{"metadata":{"labels":{"b":"1"}}}""");

    [Fact]
    public void Apply_AfterAnUpdateTookTheField_DoesNotUnsetIt() =>
        new LiveObject().Apply("alice", TwoReplicas).Write("bob", """{"spec":{"replicas":7}}""").Apply("alice", """{"spec":{"paused":true}}""")
            .Json.ShouldBe("""{"spec":{"replicas":7,"paused":true}}""");

    [Fact]
    public void Apply_NothingNew_KeepsTimeAndOwners()
    {
        var live = new LiveObject().Apply("alice", TwoReplicas);
        var before = live.Body!.ToString();

        live.Later().Apply("alice", TwoReplicas).Body!.ToString().ShouldBe(before);
    }

    [Fact]
    public void Apply_NewValue_MovesTheTime()
    {
        var live = new LiveObject().Apply("alice", TwoReplicas).Later().Apply("alice", """{"spec":{"replicas":3}}""");

        live.TimeOf("alice").ShouldBe("2030-01-01T00:01:00Z");
    }

    [Fact]
    public void Apply_IdentityAndServerFields_AreOwnedByNobody() =>
        new LiveObject().Apply("alice", """{"apiVersion":"v1","kind":"Workload","metadata":{"name":"x","generation":1,"labels":{"a":"1"}}}""")
            .OwnedBy("alice").ShouldBe("""{"f:metadata":{"f:labels":{"f:a":{}}}}""");

    [Fact]
    public void Apply_NothingButIdentity_LeavesNoEntry() =>
        new LiveObject().Apply("alice", """{"apiVersion":"v1","kind":"Workload","metadata":{"name":"x"}}""").Managers.ShouldBeEmpty();

    [Fact]
    public void Apply_UntrackedObject_BelongsToWhoCameBefore()
    {
        var live = LiveObject.CreatedBy("bob", TwoReplicas);
        live.Managed.Entries.ShouldNotBeEmpty();
        live.Forget();

        live.Conflicts("alice", """{"spec":{"replicas":3}}""").ShouldBe(["conflict with \"before-first-apply\" using v1: .spec.replicas"]);
        live.Apply("alice", """{"spec":{"paused":true}}""").Managers.ShouldBe(["alice:Apply", "before-first-apply:Update"]);
    }

    [Fact]
    public void Apply_IgnoredPart_IsNotOwned()
    {
        var main = new FieldTracker { ApiVersion = "v1", Schema = Workload.Schema, Ignored = FieldSet.Of("status") };

        new LiveObject { Tracker = main }.Apply("alice", """{"spec":{"replicas":2},"status":{"ready":1}}""").OwnedBy("alice").ShouldBe("""{"f:spec":{"f:replicas":{}}}""");
    }

    [Fact]
    public void Apply_SameNameThroughASubresource_IsAnotherManager()
    {
        var status = new FieldTracker { ApiVersion = "v1", Schema = Workload.Schema, Subresource = "status", Ignored = FieldSet.Of("spec") };
        var live = new LiveObject().Apply("alice", TwoReplicas).Apply("alice", """{"status":{"ready":1}}""", through: status);

        live.Managed.Entries.Select(e => $"{e.Id.Subresource}:{e.Fields}").ShouldBe([""":{"f:spec":{"f:replicas":{}}}""", """status:{"f:status":{"f:ready":{}}}"""]);
    }

    [Fact]
    public void Apply_ConditionsOfTwoControllers_DoNotDisturbEachOther()
    {
        var live = new LiveObject().Apply("a", """{"status":{"conditions":[{"type":"A","status":"True"}]}}""").Apply("b", """{"status":{"conditions":[{"type":"B","status":"True"}]}}""")
            .Apply("a", """{"status":{"conditions":[{"type":"A","status":"False","reason":"Why"}]}}""").Apply("b", """{"status":{"conditions":[]}}""");

        live.Json.ShouldBe("""{"status":{"conditions":[{"type":"A","status":"False","reason":"Why"}]}}""");
    }
}
