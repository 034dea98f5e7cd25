namespace Timonier.Simulation.Tests.Invariants;

/// <summary>What must hold when all is well again: each finds what is left over or missing.</summary>
public sealed class RestInvariantTests
{
    private const string Deleting = ""","deletionTimestamp":"2026-01-01T00:00:00Z" """;

    [Fact]
    public void NoOrphans_TheOwnerIsGone_IsBroken()
    {
        var history = new History(new NoOrphans());
        history.Write("ReplicaSet", "set");
        history.Write("Pod", "a", "", "set");
        history.Rest().ShouldBeNull();

        history.Delete("set");
        history.Rest().ShouldBe("Pod n/a has outlived its owners");
    }

    [Fact]
    public void NamespacesEmpty_SomethingIsLeftInsideOrOneNeverEnds_IsBroken()
    {
        var history = new History(new NamespacesEmpty());
        history.Write("Namespace", "n");
        history.Write("Pod", "a");
        history.Rest().ShouldBeNull();
        history.Write("Namespace", "n", """ "status":{"phase":"Terminating"} """, "", Deleting);
        history.Rest().ShouldNotBeNull().ShouldStartWith("the namespace n was deleted and is still there");

        history.Delete("n");
        history.Rest().ShouldBe("Pod n/a is in a namespace that is gone");
    }

    [Fact]
    public void DeletionsEnd_SomethingStaysDeleting_IsBroken()
    {
        var history = new History(new DeletionsEnd());
        history.Write("Pod", "a");
        history.Rest().ShouldBeNull();

        history.Write("Pod", "a", "", "", Deleting);
        history.Rest().ShouldNotBeNull().ShouldStartWith("Pod n/a was deleted and is still there");
    }

    [Theory]
    [InlineData("Deployment", """ "spec":{"replicas":2},"status":{"readyReplicas":2,"updatedReplicas":1} """, "wants 2 replicas and has 1 updatedReplicas")]
    [InlineData("ReplicaSet", """ "spec":{"replicas":2},"status":{"readyReplicas":1} """, "wants 2 replicas and has 1 readyReplicas")]
    [InlineData("StatefulSet", """ "spec":{"replicas":2},"status":{"readyReplicas":2} """, "wants 2 pods and has 0")]
    [InlineData("DaemonSet", "", "has 0 ready pods on 1 nodes")]
    [InlineData("Job", "", "has not ended")]
    public void WorkloadsConverge_OneHasNotWhatItWants_IsBroken(string kind, string rest, string broken)
    {
        var history = new History(new WorkloadsConverge());
        history.Write("Node", "node");
        history.Rest().ShouldBeNull();

        history.Write(kind, "one", rest);
        history.Rest().ShouldNotBeNull().ShouldStartWith($"{kind} n/one {broken}");
    }
}
