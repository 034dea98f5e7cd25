using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class RevisionPlanTests
{
    [Fact]
    public void Compute_NoHistory_KeepsTheTemplateAsItsFirstRevision()
    {
        var made = Plan("a:1").Write.ShouldBeOfType<CreateAction>().Body.ToDocument();
        var hash = Workloads.Label(made, "hash");
        (made.Name, Workloads.Label(made, "app"), Workloads.Owner(made)).ShouldBe(($"db-{hash}", "db", "s1"));
        made.Root["revision"u8].AsInt64().ShouldBe(1);
        made.Metadata["annotations"u8]["kubernetes.io/change-cause"u8].AsString().ShouldBe("why");
        // As kubectl writes it, byte for byte: it compares what it would write.
        made.Root["data"u8].ToString().ShouldBe("""{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"app":"db"}},"spec":{"containers":[{"image":"a:1","name":"c"}]}}}}""");
    }

    [Fact]
    public void Compute_OtherTemplate_TakesTheNextNumberAndAnotherName()
    {
        var first = Kept(Plan("a:1"));
        var second = Plan("a:2", [first]).Write.ShouldBeOfType<CreateAction>();
        second.Body.ToDocument().Root["revision"u8].AsInt64().ShouldBe(2);
        second.Name.ShouldNotBe(first.Name);
        Plan("a:2", [first], collisions: 1).Write!.Name.ShouldNotBe(second.Name);
    }

    [Fact]
    public void Compute_TemplateKeptAlready_WritesNothingWhateverItsForm()
    {
        var kept = Parse("{'metadata':{'name':'k','namespace':'default','uid':'k'},'revision':1,'data':{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'a:1'}]},'metadata':{'creationTimestamp':null,'labels':{'app':'db'}},'$patch':'replace'}}}}");
        var plan = Plan("a:1", [kept]);
        plan.Write.ShouldBeNull();
        plan.Current.ShouldBe(kept);
    }

    [Fact]
    public void Compute_BackToAnOldTemplate_RenumbersItsRevision()
    {
        var first = Kept(Plan("a:1"));
        var plan = Plan("a:1", [first, Kept(Plan("a:2", [first]))]);
        var renumbered = plan.Write.ShouldBeOfType<UpdateAction>();
        (renumbered.Name, renumbered.Body.ToDocument().Root["revision"u8].AsInt64()).ShouldBe((first.Name, 3));
        plan.Current!.Name.ShouldBe(first.Name);
    }

    [Fact]
    public void Surplus_BeyondTheLimit_IsTheOldestThatNobodyNeeds()
    {
        var history = new List<Document>();
        foreach (var image in (string[])["a:1", "a:2", "a:3", "a:4"]) history.Add(Kept(Plan(image, history)));
        var plan = Plan("a:4", history);
        Names(plan.Surplus(Set("a:4", 0), _ => false, liveOnesCount: false)).ShouldBe([history[0].Name, history[1].Name]);
        Names(plan.Surplus(Set("a:4", 0), r => r == history[0], liveOnesCount: false)).ShouldBe([history[1].Name]);
        Names(plan.Surplus(Set("a:4", 0), r => r == history[0], liveOnesCount: true)).ShouldBe([history[1].Name, history[2].Name]);

        static IEnumerable<string> Names(IEnumerable<PlanAction> actions) => actions.Select(a => a.Name);
    }

    private static RevisionPlan Plan(string image, IEnumerable<Document>? history = null, int collisions = 0) =>
        RevisionPlan.Compute(Set(image, collisions), new Ownership("apps/v1", "StatefulSet", "db", "s1"), "hash", history ?? []);

    private static Document Kept(RevisionPlan plan) => ((CreateAction)plan.Write!).Body.ToDocument();

    private static Document Set(string image, int collisions) => Parse(
        "{'metadata':{'name':'db','namespace':'default','uid':'s1','annotations':{'kubernetes.io/change-cause':'why'}},'spec':{'revisionHistoryLimit':1,"
        + $"'template':{{'metadata':{{'labels':{{'app':'db'}}}},'spec':{{'containers':[{{'name':'c','image':'{image}'}}]}}}}}},'status':{{'collisionCount':{collisions}}}}}");
}
