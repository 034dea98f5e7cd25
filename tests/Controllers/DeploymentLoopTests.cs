using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Workloads;

namespace Timonier.Controllers.Tests;

public sealed class DeploymentLoopTests
{
    [Fact]
    public async Task Deployment_Created_BecomesAvailableAndComplete()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.Deployments, Deployment(3));
        var done = await UntilCompleteAsync(cluster, "web", 3);
        done.Metadata["annotations"u8]["deployment.kubernetes.io/revision"u8].AsString().ShouldBe("1");
        Reason(done, "Available").ShouldBe("True MinimumReplicasAvailable");
        Reason(done, "Progressing").ShouldBe("True NewReplicaSetAvailable");
        var set = (await cluster.ListAsync(CoreResources.ReplicaSets)).ShouldHaveSingleItem();
        Message(done, "Progressing").ShouldBe($"ReplicaSet \"{set.Name}\" has successfully progressed.");
        (await cluster.EventsAsync()).ShouldContain($"ScalingReplicaSet: Scaled up replica set {set.Name} from 0 to 3");
    }

    [Fact(DisplayName = "[sig-apps] Deployment RollingUpdateDeployment should delete old pods and create new ones")]
    public async Task Template_Changed_MovesAllPodsWithinTheLimits()
    {
        await using var cluster = await StartAsync();
        var most = 0;
        var least = int.MaxValue;
        await cluster.PutAsync(CoreResources.Deployments, Deployment(4));
        await UntilCompleteAsync(cluster, "web", 4);
        var old = (await cluster.ListAsync(CoreResources.ReplicaSets))[0].Name;
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await cluster.UntilAsync(CoreResources.Pods, pods =>
        {
            var alive = pods.Where(p => p.Metadata["deletionTimestamp"u8].IsNullOrMissing).ToList();
            most = Math.Max(most, alive.Count);
            least = Math.Min(least, alive.Count(p => p.Status["conditions"u8].Count > 0));
            return alive.Count == 4 && alive.All(p => p.Spec["containers"u8][0]["image"u8].AsString() == "a:2");
        });
        await UntilCompleteAsync(cluster, "web", 4, revision: 2);
        most.ShouldBeLessThanOrEqualTo(5);
        least.ShouldBeGreaterThanOrEqualTo(3);
        Count(await cluster.ReadAsync(CoreResources.ReplicaSets, old), "replicas").ShouldBe(0);
    }

    [Fact]
    public async Task Undo_ToAnOldTemplate_ReusesItsReplicaSetUnderANewRevision()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.Deployments, Deployment(2));
        await UntilCompleteAsync(cluster, "web", 2);
        var first = (await cluster.ListAsync(CoreResources.ReplicaSets))[0].Name;
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await UntilCompleteAsync(cluster, "web", 2, revision: 2);
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:1"));
        await UntilCompleteAsync(cluster, "web", 2, revision: 3);
        var again = await cluster.ReadAsync(CoreResources.ReplicaSets, first);
        again.Spec["replicas"u8].AsInt32().ShouldBe(2);
        again.Metadata["annotations"u8]["deployment.kubernetes.io/revision"u8].AsString().ShouldBe("3");
        again.Metadata["annotations"u8]["deployment.kubernetes.io/revision-history"u8].AsString().ShouldBe("1");
        (await cluster.ListAsync(CoreResources.ReplicaSets)).Count.ShouldBe(2);
    }

    [Fact(DisplayName = "[sig-apps] Deployment RecreateDeployment should delete old pods and create new ones")]
    public async Task Recreate_TemplateChanged_NeverRunsBothVersions()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.Deployments, Deployment(3, spec: ",'strategy':{'type':'Recreate'}"));
        await UntilCompleteAsync(cluster, "web", 3);
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        var mixed = false;
        await cluster.UntilAsync(CoreResources.Pods, pods =>
        {
            mixed |= pods.Select(p => p.Spec["containers"u8][0]["image"u8].AsString()).Distinct(StringComparer.Ordinal).Count() > 1;
            return pods.Count == 3 && pods.All(p => p.Spec["containers"u8][0]["image"u8].AsString() == "a:2");
        });
        mixed.ShouldBeFalse();
        await UntilCompleteAsync(cluster, "web", 3, revision: 2);
    }

    [Fact]
    public async Task Paused_TemplateChanged_WaitsAndSaysSo()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.Deployments, Deployment(2));
        await UntilCompleteAsync(cluster, "web", 2);
        await cluster.PatchAsync(CoreResources.Deployments, "web", "{'spec':{'paused':true}}");
        await cluster.UntilAsync(CoreResources.Deployments, "web", d => Reason(d, "Progressing") == "Unknown DeploymentPaused");
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.ReplicaSets)).Count.ShouldBe(1);
        await cluster.PatchAsync(CoreResources.Deployments, "web", "{'spec':{'replicas':4}}");
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 4);
        await cluster.PatchAsync(CoreResources.Deployments, "web", "{'spec':{'paused':false}}");
        await UntilCompleteAsync(cluster, "web", 4, revision: 2);
        (await cluster.ListAsync(CoreResources.ReplicaSets)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Deadline_Passed_IsReportedOnceTheClockSaysSo()
    {
        await using var cluster = await StartAsync(_ => false);
        await cluster.PutAsync(CoreResources.Deployments, Deployment(2, spec: ",'progressDeadlineSeconds':60"));
        await cluster.UntilAsync(CoreResources.Deployments, "web", d => Count(d, "unavailableReplicas") == 2);
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(70));
        var stuck = await cluster.UntilAsync(CoreResources.Deployments, "web", d => Reason(d, "Progressing") == "False ProgressDeadlineExceeded");
        Message(stuck, "Progressing").ShouldBe($"ReplicaSet \"{(await cluster.ListAsync(CoreResources.ReplicaSets))[0].Name}\" has timed out progressing.");
        Reason(stuck, "Available").ShouldBe("False MinimumReplicasUnavailable");
    }

    [Fact(DisplayName = "[sig-apps] Deployment deployment should delete old replica sets")]
    public async Task History_BeyondTheLimit_IsCleanedUpOldestFirst()
    {
        await using var cluster = await StartAsync();
        await cluster.PutAsync(CoreResources.Deployments, Deployment(1, "a:1", ",'revisionHistoryLimit':1"));
        for (var version = 1; version <= 4; version++)
        {
            if (version > 1) await cluster.PatchAsync(CoreResources.Deployments, "web", Image($"a:{version}"));
            await UntilCompleteAsync(cluster, "web", 1, revision: version);
        }
        var sets = await cluster.UntilAsync(CoreResources.ReplicaSets, s => s.Count == 2);
        sets.Select(s => s.Metadata["annotations"u8]["deployment.kubernetes.io/revision"u8].AsString()).Order(StringComparer.Ordinal).ShouldBe(["3", "4"]);
    }

    [Fact]
    public async Task Name_TakenByAStranger_IsAvoidedByACollisionCount()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var deployments = RunDeployments(cluster);
        await cluster.PutAsync(CoreResources.Deployments, Deployment(1));
        var first = (await cluster.UntilAsync(CoreResources.ReplicaSets, s => s.Count == 1))[0];
        await deployments.DisposeAsync();
        // The name stays taken, by a set that no Deployment owns and none selects.
        await cluster.DeleteAsync(CoreResources.ReplicaSets, first.Name);
        await cluster.PutAsync(CoreResources.ReplicaSets, ReplicaSet(0, "else").Replace("'name':'else'}", $"'name':'{first.Name}'}}", StringComparison.Ordinal));
        await using var again = RunDeployments(cluster);
        var collided = await cluster.UntilAsync(CoreResources.Deployments, "web", d => Count(d, "collisionCount") == 1);
        var sets = await cluster.UntilAsync(CoreResources.ReplicaSets, s => s.Count == 2);
        sets.Count(s => Owner(s) == collided.Uid && s.Name != first.Name).ShouldBe(1);
    }

    [Fact]
    public async Task TwoLeaders_DuringARollout_EndWithOneSetPerTemplate()
    {
        await using var cluster = await StartAsync();
        await using var otherDeployments = RunDeployments(cluster);
        await using var otherSets = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.Deployments, Deployment(3));
        await UntilCompleteAsync(cluster, "web", 3);
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await UntilCompleteAsync(cluster, "web", 3, revision: 2);
        await cluster.SettleAsync();
        (await cluster.ListAsync(CoreResources.ReplicaSets)).Count.ShouldBe(2);
        (await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3)).ShouldAllBe(p => p.Name.StartsWith("web-"));
    }

    [Fact]
    public async Task Restart_InTheMiddleOfARollout_FinishesIt()
    {
        await using var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster);
        var deployments = RunDeployments(cluster);
        var sets = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.Deployments, Deployment(6));
        await UntilCompleteAsync(cluster, "web", 6);
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await cluster.UntilAsync(CoreResources.Pods, pods => pods.Any(p => p.Spec["containers"u8][0]["image"u8].AsString() == "a:2"));
        await deployments.DisposeAsync();
        await sets.DisposeAsync();
        await using var deploymentsAgain = RunDeployments(cluster);
        await using var setsAgain = RunReplicaSets(cluster);
        await UntilCompleteAsync(cluster, "web", 6, revision: 2);
        (await cluster.ListAsync(CoreResources.ReplicaSets)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Writes_Overtaken_AreMadeAgainOnNewerState()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var touched = cluster.OvertakeUpdates(6);
        Kubelet(cluster);
        await using var deployments = RunDeployments(cluster);
        await using var sets = RunReplicaSets(cluster);
        await cluster.PutAsync(CoreResources.Deployments, Deployment(2));
        await UntilCompleteAsync(cluster, "web", 2);
        await cluster.PatchAsync(CoreResources.Deployments, "web", Image("a:2"));
        await UntilCompleteAsync(cluster, "web", 2, revision: 2);
        touched().ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task TemplateHash_OfOneTemplate_IsTheSameAfterARestart()
    {
        await using var cluster = await LiveCluster.StartAsync();
        var first = RunDeployments(cluster);
        await cluster.PutAsync(CoreResources.Deployments, Deployment(1));
        var name = (await cluster.UntilAsync(CoreResources.ReplicaSets, s => s.Count == 1))[0].Name;
        await first.DisposeAsync();
        await cluster.DeleteAsync(CoreResources.ReplicaSets, name);
        await using var second = RunDeployments(cluster);
        (await cluster.UntilAsync(CoreResources.ReplicaSets, s => s.Count == 1))[0].Name.ShouldBe(name);
    }

    private static async Task<LiveCluster> StartAsync(Func<Document, bool>? runs = null)
    {
        var cluster = await LiveCluster.StartAsync();
        Kubelet(cluster).Runs = runs ?? (_ => true);
        _ = RunDeployments(cluster);
        _ = RunReplicaSets(cluster);
        return cluster;
    }

    private static Task<Document> UntilCompleteAsync(LiveCluster cluster, string name, int replicas, int revision = 1) =>
        cluster.UntilAsync(CoreResources.Deployments, name, d =>
            Count(d, "updatedReplicas") == replicas && Count(d, "replicas") == replicas && Count(d, "availableReplicas") == replicas
            && d.Status["observedGeneration"u8].AsInt64() == d.Metadata["generation"u8].AsInt64()
            && Reason(d, "Progressing") == "True NewReplicaSetAvailable"
            && d.Metadata["annotations"u8]["deployment.kubernetes.io/revision"u8].AsString() == revision.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static string Reason(Document deployment, string type) =>
        Condition.ListOf(deployment.Status["conditions"u8]).Find(c => c.Type == type) is { } found ? $"{found.Status} {found.Reason}" : "";

    private static string Message(Document deployment, string type) =>
        Condition.ListOf(deployment.Status["conditions"u8]).Single(c => c.Type == type).Message;
}
