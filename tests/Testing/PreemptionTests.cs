using Timonier.Documents;
using Timonier.Node.Simulated;

namespace Timonier.Testing.Tests;

public sealed class PreemptionTests
{
    [Fact(DisplayName = "[sig-scheduling] SchedulerPreemption [Serial] PreemptionExecutionPath runs ReplicaSets to verify preemption running path")]
    public async Task HighestOfFourReplicaSets_TakesTheRoomOfTheLowest()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 1, NodeShape = new NodeShape { Cpu = 1 } });
        for (var level = 1; level <= 4; level++)
            await cluster.CreateAsync($"{{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {{name: p{level}}}, value: {level}}}");
        // 1 the three lower levels fill the node but for 50m
        foreach (var (level, cpu) in ((int, string)[])[(1, "200m"), (2, "300m"), (3, "450m")]) await cluster.ApplyAsync(ReplicaSet(level, cpu));
        var first = await cluster.UntilAllAsync("pods", all => all.Count == 3 && all.All(IsRunning));
        // 2 the fourth needs the room of the first two, and leaves the third alone
        await cluster.ApplyAsync(ReplicaSet(4, "500m"));
        await cluster.UntilAsync("replicaset/pod4", set => set.Status["readyReplicas"u8].AsInt32() == 1);
        // 3 every set has the pod that it wants; those of the lower two wait for room
        var now = await cluster.UntilAllAsync("pods", all => all.Count == 4 && all.Count(IsRunning) == 2);
        now.Where(IsRunning).Select(SetOf).Order().ShouldBe(["pod3", "pod4"]);
        now.Single(p => SetOf(p) == "pod3").Uid.ShouldBe(first.Single(p => SetOf(p) == "pod3").Uid);
        now.Select(p => p.Uid).ShouldNotContain(first.Single(p => SetOf(p) == "pod1").Uid);
        now.Select(p => p.Uid).ShouldNotContain(first.Single(p => SetOf(p) == "pod2").Uid);
        (await cluster.ListAsync("replicasets")).Select(set => set.Status["replicas"u8].AsInt32()).ShouldBe([1, 1, 1, 1]);
        (await cluster.EventsAsync()).Where(e => e.Reason == "Preempted").Select(e => e.About[..8]).Order().ShouldBe(["Pod/pod1", "Pod/pod2"]);
    }

    private static bool IsRunning(Document pod) => pod.Status["phase"u8].AsString() == "Running" && pod.Metadata["deletionTimestamp"u8].IsNullOrMissing;

    private static string SetOf(Document pod) => pod.Metadata["labels"u8]["name"u8].AsString();

    private static string ReplicaSet(int level, string cpu) => $$"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: pod{{level}} }
        spec:
          replicas: 1
          selector: {matchLabels: {name: pod{{level}} } }
          template:
            metadata: {labels: {name: pod{{level}} } }
            spec:
              priorityClassName: p{{level}}
              terminationGracePeriodSeconds: 0
              containers:
              - name: pod
                image: "registry.example/pause:1"
                resources: {requests: {cpu: {{cpu}} }, limits: {cpu: {{cpu}} } }
        """;
}
