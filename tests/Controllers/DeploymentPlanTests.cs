using Timonier.Controllers.Deployments;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class DeploymentPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Compute_NoReplicaSet_CreatesOneOfFullSizeWithHashAndRevision()
    {
        var plan = DeploymentPlan.Compute(Deployment(3, "a:1"), [], [], Now);
        var body = plan.NewReplicaSet.ShouldNotBeNull().Body.ToDocument();
        var hash = body.Metadata["labels"u8]["pod-template-hash"u8].AsString();
        body.Name.ShouldBe($"web-{hash}");
        body.Spec["replicas"u8].AsInt32().ShouldBe(3);
        body.Spec["selector"u8]["matchLabels"u8]["pod-template-hash"u8].AsString().ShouldBe(hash);
        body.Metadata["annotations"u8]["deployment.kubernetes.io/max-replicas"u8].AsString().ShouldBe("4");
        plan.NewReplicaSet!.Event!.Message.ShouldBe($"Scaled up replica set web-{hash} from 0 to 3");
        var status = plan.Status.ShouldNotBeNull().ToDocument();
        status.Metadata["annotations"u8]["deployment.kubernetes.io/revision"u8].AsString().ShouldBe("1");
        Condition(status, "Progressing").ShouldBe(("True", "NewReplicaSetCreated", $"Created new replica set \"web-{hash}\""));
    }

    [Fact]
    public void Compute_NewTemplate_StartsWithTheSurge()
    {
        var plan = DeploymentPlan.Compute(Deployment(10, "a:2"), [ReplicaSet("old", "a:1", 10, 10, 1)], [], Now);
        plan.NewReplicaSet.ShouldNotBeNull().Body.ToDocument().Spec["replicas"u8].AsInt32().ShouldBe(3);
    }

    [Fact]
    public void Compute_NewOneNotReady_OldOneShrinksOnlyAsFarAsAvailabilityAllows()
    {
        var plan = DeploymentPlan.Compute(Deployment(10, "a:2"), [ReplicaSet("old", "a:1", 10, 10, 1), ReplicaSet("new", "a:2", 3, 0, 2)], [], Now);
        var write = plan.Actions.ShouldHaveSingleItem();
        write.Name.ShouldBe("old");
        Size(write).ShouldBe(8);
        write.Event!.Message.ShouldBe("Scaled down replica set old from 10 to 8");
    }

    [Fact]
    public void Compute_OldOneShrunkAndItsStatusBehind_DoesNotCountItsFormerPods()
    {
        var plan = DeploymentPlan.Compute(Deployment(4, "a:2"), [ReplicaSet("old", "a:1", 3, 4, 1), ReplicaSet("new", "a:2", 2, 1, 2)], [], Now);
        Size(plan.Actions.ShouldHaveSingleItem()).ShouldBe(2);
    }

    [Fact]
    public void Compute_RecreateWithOldPods_WaitsForTheirEnd()
    {
        const string recreate = ",'strategy':{'type':'Recreate'}";
        var shrinks = DeploymentPlan.Compute(Deployment(2, "a:2", recreate), [ReplicaSet("old", "a:1", 2, 2, 1)], [], Now);
        Size(shrinks.Actions.ShouldHaveSingleItem()).ShouldBe(0);
        var waits = DeploymentPlan.Compute(Deployment(2, "a:2", recreate), [ReplicaSet("old", "a:1", 0, 0, 1)], [Pod("p", "old")], Now);
        waits.Actions.ShouldBeEmpty();
        waits.NewReplicaSet.ShouldBeNull();
        DeploymentPlan.Compute(Deployment(2, "a:2", recreate), [ReplicaSet("old", "a:1", 0, 0, 1)], [], Now).NewReplicaSet.ShouldNotBeNull();
    }

    [Fact]
    public void Compute_UndoToAnOldTemplate_GivesItsReplicaSetTheNextRevision()
    {
        var plan = DeploymentPlan.Compute(Deployment(1, "a:1"), [ReplicaSet("first", "a:1", 0, 0, 1), ReplicaSet("second", "a:2", 1, 1, 2)], [], Now);
        var body = plan.Actions.ShouldHaveSingleItem().ShouldBeOfType<UpdateAction>().Body.ToDocument();
        body.Name.ShouldBe("first");
        body.Metadata["annotations"u8]["deployment.kubernetes.io/revision"u8].AsString().ShouldBe("3");
        body.Metadata["annotations"u8]["deployment.kubernetes.io/revision-history"u8].AsString().ShouldBe("1");
    }

    [Fact]
    public void Compute_ResizedInTheMiddleOfARollout_SharesInProportion()
    {
        const string sizes = ",'deployment.kubernetes.io/desired-replicas':'10','deployment.kubernetes.io/max-replicas':'13'";
        var plan = DeploymentPlan.Compute(Deployment(20, "a:2"), [ReplicaSet("old", "a:1", 8, 8, 1, sizes), ReplicaSet("new", "a:2", 5, 0, 2, sizes)], [], Now);
        plan.Actions.Select(a => (a.Name, Size(a))).ShouldBe([("old", 15), ("new", 10)]);
    }

    [Fact]
    public void Compute_Paused_SaysSoAndRollsNothingOut()
    {
        var plan = DeploymentPlan.Compute(Deployment(1, "a:2", ",'paused':true"), [ReplicaSet("old", "a:1", 1, 1, 1, ",'deployment.kubernetes.io/desired-replicas':'1','deployment.kubernetes.io/max-replicas':'2'")], [], Now);
        plan.NewReplicaSet.ShouldBeNull();
        plan.Actions.ShouldBeEmpty();
        Condition(plan.Status!.ToDocument(), "Progressing").ShouldBe(("Unknown", "DeploymentPaused", "Deployment is paused"));
    }

    [Fact]
    public void Compute_AllAvailable_ReportsSuccess()
    {
        const string sizes = ",'deployment.kubernetes.io/desired-replicas':'1','deployment.kubernetes.io/max-replicas':'2'";
        var plan = DeploymentPlan.Compute(Deployment(1, "a:1"), [ReplicaSet("rs", "a:1", 1, 1, 1, sizes)], [], Now);
        var status = plan.Status!.ToDocument();
        status.Status["availableReplicas"u8].AsInt32().ShouldBe(1);
        status.Status["observedGeneration"u8].AsInt32().ShouldBe(1);
        Condition(status, "Available").ShouldBe(("True", "MinimumReplicasAvailable", "Deployment has minimum availability."));
    }

    [Fact]
    public void Compute_NoProgressBeyondTheDeadline_SaysSo()
    {
        const string status = "{'replicas':1,'updatedReplicas':1,'unavailableReplicas':1,'observedGeneration':1,'conditions':[{'type':'Progressing','status':'True','reason':'ReplicaSetUpdated','lastUpdateTime':'2026-03-01T11:49:00Z','lastTransitionTime':'2026-03-01T11:00:00Z'}]}";
        var plan = DeploymentPlan.Compute(Deployment(1, "a:1", status: status), [ReplicaSet("rs", "a:1", 1, 0, 1)], [], Now);
        Condition(plan.Status!.ToDocument(), "Progressing").ShouldBe(("False", "ProgressDeadlineExceeded", "ReplicaSet \"rs\" has timed out progressing."));
    }

    [Fact]
    public void Compute_MoreOldRevisionsThanTheLimit_DeletesTheOldest()
    {
        const string sizes = ",'deployment.kubernetes.io/desired-replicas':'1','deployment.kubernetes.io/max-replicas':'2'";
        const string done = "{'replicas':1,'updatedReplicas':1,'readyReplicas':1,'availableReplicas':1,'observedGeneration':1}";
        var plan = DeploymentPlan.Compute(Deployment(1, "a:4", status: done),
            [ReplicaSet("r1", "a:1", 0, 0, 1), ReplicaSet("r2", "a:2", 0, 0, 2), ReplicaSet("r3", "a:3", 0, 0, 3), ReplicaSet("r4", "a:4", 1, 1, 4, sizes)], [], Now);
        plan.Actions.ShouldHaveSingleItem().ShouldBeOfType<DeleteAction>().Name.ShouldBe("r1");
    }

    private static int Size(PlanAction action) => ((UpdateAction)action).Body.ToDocument().Spec["replicas"u8].AsInt32();

    private static (string, string, string) Condition(Document document, string type)
    {
        var found = Framework.Condition.ListOf(document.Status["conditions"u8]).Single(c => c.Type == type);
        return (found.Status, found.Reason, found.Message);
    }
}
