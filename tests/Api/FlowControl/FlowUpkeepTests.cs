using System.Text;
using Timonier.Api.FlowControl;
using Timonier.Documents;

namespace Timonier.Api.Tests.FlowControl;

public sealed class FlowUpkeepTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void EmptyCluster_GetsEverything()
    {
        var actions = FlowUpkeep.Plan([], Now);
        actions.ShouldAllBe(a => a.Do == "create");
        actions.Count.ShouldBe(21);
    }

    [Fact]
    public void WhatIsAsItShouldBe_IsLeftAlone() => Changes(_ => { }).ShouldBeEmpty();

    // Annotation and generation of "workload-low", whose spec somebody has changed.
    [Theory]
    [InlineData("true", 5, "update workload-low true own")]
    [InlineData("false", 5, "")]
    [InlineData("false", 1, "")]
    [InlineData("", 1, "update workload-low true own")]
    [InlineData("", 2, "update workload-low false changed")]
    [InlineData("perhaps", 2, "update workload-low false changed")]
    public void SuggestedObject_FollowsUntilSomebodyTakesItOver(string annotation, int generation, string action) => Changes(all =>
    {
        var level = all.Single(o => o.Object("metadata").String("name") == "workload-low");
        level.Object("spec").Object("limited")["nominalConcurrencyShares"] = 7;
        Mark(level, annotation, generation);
    }).ShouldBe(action.Length == 0 ? [] : [action]);

    [Fact]
    public void MandatoryObject_IsPutRight_WhateverItSays() => Changes(all =>
    {
        var level = all.Single(o => o.String("kind") == "PriorityLevelConfiguration" && o.Object("metadata").String("name") == "catch-all");
        level.Object("spec").Object("limited")["nominalConcurrencyShares"] = 7;
        Mark(level, "false", 3);
    }).ShouldBe(["update catch-all true own"]);

    [Fact]
    public void DeletedObjects_AreMadeAgain() => Changes(all => all.RemoveAll(o => o.Object("metadata").String("name") == "workload-high")).ShouldBe(["create workload-high true own"]);

    [Theory]
    [InlineData("true", "delete old")]
    [InlineData("false", "")]
    [InlineData("", "")]
    public void ObjectThatIsNoLongerSuggested_GoesOnlyIfItFollows(string annotation, string action) => Changes(all =>
    {
        var level = all[2].CloneObject();
        level.Object("metadata")["name"] = "old";
        Mark(level, annotation, 1);
        all.Add(level);
    }).ShouldBe(action.Length == 0 ? [] : [action]);

    [Fact]
    public void Schemas_SayWhetherTheirLevelExists()
    {
        var schema = FlowDefaults.Schemas()[5];
        schema.Object("metadata")["name"] = "mine";
        schema.Object("metadata")["annotations"] = new DraftObject();
        schema.Object("spec").Object("priorityLevelConfiguration")["name"] = "away";
        var said = FlowUpkeep.Plan([schema.ToDocument()], Now).Single(a => a.Do == "status").Object.ToDocument();
        said.Status["conditions"u8][0].ToString().ShouldBe(
            """{"type":"Dangling","status":"True","lastTransitionTime":"2026-05-01T00:00:00Z","reason":"NotFound","message":"This FlowSchema references the PriorityLevelConfiguration object named \"away\" but there is no such object"}""");
    }

    private static void Mark(DraftObject level, string annotation, int generation)
    {
        level.Object("metadata")["annotations"] = annotation.Length > 0 ? new DraftObject { [FlowDefaults.AutoUpdate] = annotation } : new DraftObject();
        level.Object("metadata")["generation"] = generation;
    }

    private static List<string> Changes(Action<List<DraftObject>> change)
    {
        List<DraftObject> all = [.. FlowDefaults.Levels(), .. FlowDefaults.Schemas()];
        foreach (var schema in all.Where(o => o.String("kind") == "FlowSchema"))
        {
            var said = FlowUpkeep.Plan(all.Select(o => o.ToDocument()), Now).Single(a => a.Do == "status" && a.Name == schema.Object("metadata").String("name"));
            schema["status"] = said.Object["status"]!.Clone();
        }
        change(all);
        return [.. FlowUpkeep.Plan(all.Select(o => o.ToDocument()), Now).Select(Told)];
    }

    private static string Told(UpkeepAction action)
    {
        var text = new StringBuilder($"{action.Do} {action.Name}");
        if (action.Do is "delete" or "status") return text.ToString();
        var own = FlowDefaults.Levels().Any(l => l.Object("metadata").String("name") == action.Name && Draft.DeepEquals(l["spec"], action.Object["spec"]));
        return text.Append($" {action.Object.Object("metadata").Object("annotations").String(FlowDefaults.AutoUpdate)} {(own ? "own" : "changed")}").ToString();
    }
}
