using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Client.Informers;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Deployments;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ReplicaSets;
using Timonier.Kernel;
using static Timonier.Controllers.Tests.Objects;

namespace Timonier.Controllers.Tests;

public sealed class ReplicaSetTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<string> Alone = ["rs"];
    private const string Hash = "'app':'web','pod-template-hash':'rs'";

    [Fact]
    public void Compute_TooFew_CreatesTheMissing()
    {
        var plan = ReplicaSetPlan.Compute(ReplicaKind.ReplicaSet, ReplicaSet("rs", "a:1", 3, 0, 1), [Pod("p1", "rs", labels: Hash)], Alone, mayWrite: true, Now);
        plan.Create.ShouldBe(2);
        plan.Pod.ToDocument().Metadata["generateName"u8].AsString().ShouldBe("rs-");
        ReplicaSetPlan.Compute(ReplicaKind.ReplicaSet, ReplicaSet("rs", "a:1", 3, 0, 1), [], Alone, mayWrite: false, Now).Create.ShouldBe(0);
    }

    [Fact]
    public void Compute_TooMany_DeletesTheLeastUsefulFirst()
    {
        var pods = new[]
        {
            Pod("good", "rs", labels: Hash),
            Pod("cheap", "rs", labels: Hash, more: ",'annotations':{'controller.kubernetes.io/pod-deletion-cost':'-5'}"),
            Pod("unready", "rs", ready: false, labels: Hash),
            Pod("pending", "rs", ready: false, phase: "Pending", labels: Hash),
            Pod("unassigned", "rs", node: "", ready: false, phase: "Pending", labels: Hash),
        };
        var plan = ReplicaSetPlan.Compute(ReplicaKind.ReplicaSet, ReplicaSet("rs", "a:1", 1, 0, 1), pods, Alone, mayWrite: true, Now);
        plan.Delete.Select(p => p.Name).ShouldBe(["unassigned", "pending", "unready", "cheap"]);
    }

    [Fact]
    public void Compute_OrphanAndRenegade_AdoptsAndReleases()
    {
        var plan = ReplicaSetPlan.Compute(ReplicaKind.ReplicaSet, ReplicaSet("rs", "a:1", 1, 0, 1), [Pod("orphan", labels: Hash), Pod("renegade", "rs", labels: "'app':'else'")], Alone, mayWrite: true, Now);
        plan.Claims.Select(c => c.Name).ShouldBe(["orphan", "renegade"]);
        plan.Create.ShouldBe(0);
    }

    [Fact]
    public void Deployment_Created_BecomesPods() => Turns.Run(async () =>
    {
        var cluster = new FakeCluster();
        var time = new VirtualTime();
        using var stop = new CancellationTokenSource();
        var ids = new RandomIdSource(new Random(3));
        var source = new InformerSource(cluster, time, ids, NullLoggerFactory.Instance);
        var events = new EventRecorder(cluster, new EventSource("test"), time, NullLogger<EventRecorder>.Instance);
        cluster.Put(CoreResources.Deployments, Deployment(7, "a:1").ToString());
        var running = Task.WhenAll(
            new ControllerLoop<ObjectKey>(new DeploymentController(cluster, events, time), source, time, NullLogger.Instance).RunAsync(stop.Token),
            new ControllerLoop<ObjectKey>(new ReplicaSetController(ReplicaKind.ReplicaSet, cluster, events, time), source, time, NullLogger.Instance).RunAsync(stop.Token));
        await time.Until(() => cluster.All(CoreResources.Pods).Count >= 7);
        for (var i = 0; i < 2000; i++) await Task.Yield();
        cluster.All(CoreResources.Pods).Count.ShouldBe(7);
        var set = cluster.All(CoreResources.ReplicaSets).ShouldHaveSingleItem();
        await time.Until(() => cluster.All(CoreResources.ReplicaSets)[0].Status["replicas"u8].AsInt32() == 7);
        await time.Until(() => cluster.All(CoreResources.Deployments)[0].Status["updatedReplicas"u8].AsInt32() == 7);
        set.Metadata["ownerReferences"u8][0]["uid"u8].AsString().ShouldBe("d1");
        stop.Cancel();
        await running;
    });

    [Fact]
    public void SlowStart_AllRefused_AsksOnce() => Turns.Run(async () =>
    {
        var asked = 0;
        var (succeeded, failure) = await SlowStart.RunAsync(100, _ => Task.FromResult<Status?>(asked++ >= 0 ? new Status(403, "Forbidden", "exceeded quota") : null));
        (succeeded, asked, failure!.Code).ShouldBe((0, 1, 403));
    });
}
