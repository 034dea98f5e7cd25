using Timonier.Controllers.Disruption;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class DisruptionPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    // budget, pods ready and not ready, wanted by their owners -> healthy, desired, expected, allowed
    [InlineData("'minAvailable':2", 3, 0, 0, 3, 2, 3, 1)]
    [InlineData("'minAvailable':2", 2, 1, 0, 2, 2, 3, 0)]
    [InlineData("'minAvailable':5", 3, 0, 0, 3, 5, 3, 0)]
    [InlineData("'minAvailable':0", 3, 0, 0, 3, 0, 3, 3)]
    [InlineData("'minAvailable':'50%'", 3, 0, 3, 3, 2, 3, 1)]
    [InlineData("'minAvailable':'100%'", 3, 0, 3, 3, 3, 3, 0)]
    [InlineData("'maxUnavailable':1", 3, 0, 3, 3, 2, 3, 1)]
    [InlineData("'maxUnavailable':1", 2, 1, 3, 2, 2, 3, 0)]
    [InlineData("'maxUnavailable':'10%'", 3, 0, 3, 3, 2, 3, 1)]
    [InlineData("'maxUnavailable':9", 3, 0, 3, 3, 0, 3, 3)]
    [InlineData("'maxUnavailable':0", 3, 0, 3, 3, 3, 3, 0)]
    // pods without an owner count for nothing
    [InlineData("'maxUnavailable':1", 3, 0, 0, 3, 0, 0, 0)]
    public void Allowed_IsWhatIsHealthyBeyondWhatMustBe(string spec, int ready, int unready, int wanted, int healthy, int desired, int expected, int allowed)
    {
        var pods = Enumerable.Range(0, ready).Select(i => Pod($"r{i}", "rs")).Concat(Enumerable.Range(0, unready).Select(i => Pod($"u{i}", "rs", ready: false))).ToList();
        var status = Status(DisruptionPlan.Compute(Budget(spec), pods, new ExpectedPods(wanted), Now));
        (status["currentHealthy"u8].AsInt32(), status["desiredHealthy"u8].AsInt32(), status["expectedPods"u8].AsInt32(), status["disruptionsAllowed"u8].AsInt32())
            .ShouldBe((healthy, desired, expected, allowed));
        var condition = status["conditions"u8][0];
        (condition["status"u8].AsString(), condition["reason"u8].AsString()).ShouldBe(allowed > 0 ? ("True", "SufficientPods") : ("False", "InsufficientPods"));
        status["observedGeneration"u8].AsInt32().ShouldBe(4);
    }

    [Fact]
    public void Evicted_CountsAsGoing_ForTwoMinutes_ThenItWasSpared()
    {
        var pods = new[] { Pod("a", "rs"), Pod("b", "rs"), Pod("c", "rs"), Pod("leaving", "rs", more: ",'deletionTimestamp':'2026-03-01T12:00:00Z'") };
        var budget = Budget("'minAvailable':1", "'disruptedPods':{'a':'2026-03-01T11:58:30Z','b':'2026-03-01T11:57:00Z','leaving':'2026-03-01T11:59:00Z','gone':'2026-03-01T11:59:00Z'}");
        var plan = DisruptionPlan.Compute(budget, pods, ExpectedPods.None, Now);
        Status(plan)["disruptedPods"u8].ToString().ShouldBe("""{"a":"2026-03-01T11:58:30Z"}""");
        Status(plan)["currentHealthy"u8].AsInt32().ShouldBe(2);
        plan.LookAgainAfter!.Value.TotalSeconds.ShouldBe(30, tolerance: 0.1);
        plan.Notes.ShouldHaveSingleItem().Message.ShouldBe("Pod was expected by PDB default/b to be deleted but it wasn't");
    }

    [Fact]
    public void UnknownNumber_LetsNobodyGo_AndSaysWhy()
    {
        var budget = Budget("'maxUnavailable':1", "'currentHealthy':3,'desiredHealthy':2,'expectedPods':3,'disruptionsAllowed':1");
        var plan = DisruptionPlan.Compute(budget, [Pod("a", "ds")], new ExpectedPods(0) { Failure = "daemonsets.apps does not implement the scale subresource" }, Now);
        var status = Status(plan);
        (status["disruptionsAllowed"u8].AsInt32(), status["currentHealthy"u8].AsInt32()).ShouldBe((0, 3));
        var condition = status["conditions"u8][0];
        (condition["status"u8].AsString(), condition["reason"u8].AsString(), condition["message"u8].AsString()).ShouldBe(("False", "SyncFailed", "daemonsets.apps does not implement the scale subresource"));
        plan.Notes.ShouldHaveSingleItem().Reason.ShouldBe("CalculateExpectedPodCountFailed");
    }

    [Fact]
    public void Status_ThatStands_IsNotWrittenAgain_AndKeepsItsTime()
    {
        var first = DisruptionPlan.Compute(Budget("'minAvailable':1"), [Pod("a", "rs")], ExpectedPods.None, Now);
        var standing = first.Write!.Body.ToDocument();
        DisruptionPlan.Compute(standing, [Pod("a", "rs")], ExpectedPods.None, Now.AddHours(1)).Write.ShouldBeNull();
        var changed = Status(DisruptionPlan.Compute(standing, [Pod("a", "rs"), Pod("b", "rs", ready: false)], ExpectedPods.None, Now.AddHours(1)));
        changed["conditions"u8][0]["lastTransitionTime"u8].AsTime().ShouldBe(Now);
    }

    [Fact]
    public void NoPods_OrPodsWithoutOwner_AreTold()
    {
        DisruptionPlan.Compute(Budget("'minAvailable':1"), [], ExpectedPods.None, Now).Notes.ShouldHaveSingleItem().Message.ShouldBe("No matching pods found");
        DisruptionPlan.Compute(Budget("'maxUnavailable':1"), [Pod("a")], new ExpectedPods(0) { Unmanaged = ["a"] }, Now).Notes.ShouldHaveSingleItem().Reason.ShouldBe("UnmanagedPods");
    }

    private static Documents.Node Status(DisruptionPlan plan) => plan.Write!.Body.ToDocument().Status;

    private static Document Budget(string spec, string status = "") =>
        Parse($"{{'metadata':{{'name':'b','namespace':'default','uid':'b','resourceVersion':'1','generation':4}},'spec':{{'selector':{{'matchLabels':{{'app':'web'}}}},{spec}}},'status':{{{status}}}}}");
}
