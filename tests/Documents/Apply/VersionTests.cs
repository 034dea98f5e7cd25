namespace Timonier.Documents.Tests;

/// <summary>A kind of two versions: v1 says replicas, v2 says size.</summary>
public class VersionTests
{
    private static readonly FieldTracker First = new() { ApiVersion = "v1", Schema = Workload.Of("replicas"), Versions = new Versions() };
    private static readonly FieldTracker Second = new() { ApiVersion = "v2", Schema = Workload.Of("size"), Versions = new Versions() };

    [Fact]
    public void Update_InAnotherVersion_TakesTheFieldUnderItsOtherName()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1,"paused":true}}""", First);
        live = Rewritten(live, Second, "carol", """{"spec":{"size":2,"paused":true}}""");

        live.OwnedBy("bob").ShouldBe("""{"f:spec":{".":{},"f:paused":{}}}""");
        live.OwnedBy("carol").ShouldBe("""{"f:spec":{"f:size":{}}}""");
    }

    [Fact]
    public void Apply_OtherValueInAnotherVersion_NamesTheFieldAsItsOwnerDoes()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1}}""", First);

        Second.Apply(new Versions().Convert(live.Body!, "v2"), Workload.Draft("""{"spec":{"size":2}}"""), "alice", force: false, default)
            .Conflicts.Select(c => $"{c.Message}: {c.Path}").ShouldBe(["conflict with \"bob\" using v1: .spec.replicas"]);
    }

    [Fact]
    public void Apply_InANewVersion_UnsetsWhatWasAppliedInTheOldOne()
    {
        var live = new LiveObject { Tracker = First }.Apply("alice", """{"spec":{"replicas":1,"paused":true}}""");

        var outcome = Second.Apply(new Versions().Convert(live.Body!, "v2"), Workload.Draft("""{"spec":{"paused":true}}"""), "alice", force: false, default);

        outcome.Body!.Object("spec").ToString().ShouldBe("""{"paused":true}""");
        outcome.Managed.Entries.Single().ApiVersion.ShouldBe("v2");
    }

    [Fact]
    public void Apply_DroppedButOwnedInAnotherVersion_Stays()
    {
        var live = LiveObject.CreatedBy("bob", """{"spec":{"replicas":1}}""", First);
        var shared = Second.Apply(new Versions().Convert(live.Body!, "v2"), Workload.Draft("""{"spec":{"size":1,"paused":true}}"""), "alice", force: false, default);
        shared.Managed.WriteTo(shared.Body!);

        var outcome = Second.Apply(shared.Body, Workload.Draft("""{"spec":{"paused":true}}"""), "alice", force: false, default);

        outcome.Body!.Object("spec").ToString().ShouldBe("""{"size":1,"paused":true}""");
    }

    [Fact]
    public void Update_OwnerInAVersionThatIsGone_IsForgotten()
    {
        var before = Workload.Draft("""{"metadata":{"managedFields":[{"manager":"old","operation":"Update","apiVersion":"v0","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:count":{}}}}]},"spec":{"replicas":1}}""");

        First.Update(Workload.Draft("""{"spec":{"replicas":1}}"""), Workload.Draft("""{"spec":{"replicas":2}}"""), ManagedFields.OfLive(before), "bob", default)
            .Entries.Select(e => e.Id.Name).ShouldBe(["bob"]);
    }

    private static LiveObject Rewritten(LiveObject live, FieldTracker through, string manager, string json)
    {
        var before = new Versions().Convert(live.Body!, through.ApiVersion);
        var managed = ManagedFields.OfLive(before);
        before.Object("metadata").Remove("managedFields");
        var body = Workload.Draft(json);
        body.Object("metadata");
        return live.Become(body, through.Update(before, body, managed, manager, default));
    }

    private sealed class Versions : IFieldVersions
    {
        public IPatchSchema? Schema(string apiVersion) => apiVersion switch { "v1" => Workload.Of("replicas"), "v2" => Workload.Of("size"), _ => null };

        public DraftObject Convert(DraftObject body, string apiVersion)
        {
            var copy = body.CloneObject();
            var (from, to) = apiVersion == "v2" ? ("replicas", "size") : ("size", "replicas");
            if (copy["spec"] is not DraftObject spec || spec[from] is not { } value) return copy;
            spec.Remove(from);
            var renamed = new DraftObject { [to] = value };
            foreach (var (name, other) in spec) renamed[name] = other;
            copy["spec"] = renamed;
            return copy;
        }
    }
}
