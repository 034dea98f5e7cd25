using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>What kubectl does to nodes; the nodes are objects only, so that nobody else's pods are driven away.</summary>
public sealed class KubectlNodeTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Node_CordonedTaintedDrained_IsEmpty(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "nodes");
        var node = terminal.Namespace;
        await terminal.RunAsync("create -f -", $"apiVersion: v1\nkind: Node\nmetadata: {{name: {node}}}");
        (await terminal.RunAsync($"taint node {node} a=b:NoSchedule")).ShouldBe($"node/{node} tainted");
        (await terminal.FailAsync($"taint node {node} a=c:NoSchedule")).ShouldBe($"error: node {node} already has a taint(s) with same effect(s) and --overwrite is false");
        (await terminal.RunAsync($"taint node {node} a=c:NoSchedule --overwrite")).ShouldBe($"node/{node} modified");
        (await terminal.RunAsync($"taint node {node} a-")).ShouldBe($"node/{node} untainted");
        (await terminal.FailAsync($"taint node {node} a=b:Nonsense")).ShouldContain("invalid taint effect: Nonsense, unsupported taint effect");
        (await terminal.RunAsync($"cordon {node}")).ShouldBe($"node/{node} cordoned");
        (await terminal.RunAsync($"cordon {node}")).ShouldBe($"node/{node} already cordoned");
        (await terminal.RunAsync($"get node {node} --no-headers")).ShouldMatch($@"^{node} +\w+,SchedulingDisabled +<none> +\d+s");

        await terminal.RunAsync($"run guest --image=nginx --overrides='{{\"spec\":{{\"nodeName\":\"{node}\"}}}}'");
        (await terminal.FailAsync($"drain {node}")).ShouldContain($"cannot delete Pods that declare no controller (use --force to override): {terminal.Namespace}/guest");
        (await terminal.RunAsync($"drain {node} --force --dry-run=server")).ShouldContain($"evicting pod {terminal.Namespace}/guest (server dry run)");
        (await terminal.RunAsync($"drain {node} --force --grace-period=0 --timeout=30s")).ShouldEndWith($"evicting pod {terminal.Namespace}/guest\npod/guest evicted\nnode/{node} drained");
        (await terminal.FailAsync("get pod guest")).ShouldContain("not found");
        (await terminal.RunAsync($"uncordon {node}")).ShouldBe($"node/{node} uncordoned");
        await terminal.RunAsync($"delete node {node}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Drain_OfAGuardedPod_WaitsForItsBudget(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "guarded");
        var node = terminal.Namespace;
        await terminal.RunAsync("create -f -", $"apiVersion: v1\nkind: Node\nmetadata: {{name: {node}}}");
        await terminal.RunAsync($"run guest --image=nginx --overrides='{{\"spec\":{{\"nodeName\":\"{node}\"}}}}'");
        await terminal.RunAsync("patch pod guest --subresource=status -p '{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}'");
        (await terminal.RunAsync("create poddisruptionbudget guard --selector=run=guest --min-available=1")).ShouldBe("poddisruptionbudget.policy/guard created");
        await terminal.RunAsync("wait pdb/guard --for=jsonpath={.status.currentHealthy}=1 --timeout=30s");
        (await terminal.RunAsync("get pdb guard --no-headers")).ShouldMatch("^guard +1 +N/A +0 ");

        (await terminal.FailAsync($"drain {node} --force --timeout=2s")).ShouldContain("Cannot evict pod as it would violate the pod's disruption budget.");
        await terminal.RunAsync("get pod guest");
        await terminal.RunAsync("patch pdb guard -p '{\"spec\":{\"minAvailable\":0}}'");
        await terminal.RunAsync("wait pdb/guard --for=jsonpath={.status.disruptionsAllowed}=1 --timeout=30s");
        (await terminal.RunAsync($"drain {node} --force --grace-period=0 --timeout=30s")).ShouldContain($"pod/guest evicted\nnode/{node} drained");
        await terminal.RunAsync($"delete node {node}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Cluster_ShownWhole_SaysWhereAndWhat(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "whole");
        (await terminal.FailAsync("top nodes")).ShouldBe("error: Metrics API not available");
        (await terminal.FailAsync("top pods")).ShouldBe("error: Metrics API not available");
        await terminal.RunAsync("create configmap c");
        (await terminal.RunAsync($"cluster-info dump --namespaces={terminal.Namespace}")).ShouldContain("\"kind\": \"NodeList\"");
        (await terminal.RunAsync("options")).ShouldContain("--as-group");
        (await terminal.RunAsync("version")).ShouldContain("Server Version: v1.36.");
        (await terminal.RunAsync("get componentstatuses --no-headers")).ShouldMatch(@"(?m)^scheduler +Healthy +ok");
    }
}
