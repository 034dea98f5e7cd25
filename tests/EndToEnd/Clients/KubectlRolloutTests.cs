using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Revisions and replicas; no pod has to run for what is recorded of them.</summary>
public sealed class KubectlRolloutTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Rollout_EveryVerb_MovesBetweenRevisions(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "rollout");
        await terminal.RunAsync("create deployment web --image=nginx:1 --replicas=0");
        await terminal.RunAsync("rollout status deployment/web --timeout=30s");
        await terminal.RunAsync("set image deployment/web nginx=nginx:2");
        (await terminal.RunAsync("rollout status deployment/web --timeout=30s")).ShouldEndWith("deployment \"web\" successfully rolled out");
        await terminal.RunAsync("annotate deployment web kubernetes.io/change-cause=second");
        await Eventually.SucceedsAsync(() => terminal.TryAsync("rollout history deployment/web"), r => r.Output == "deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         second\n\n");
        (await terminal.RunAsync("rollout history deployment/web --revision=1")).ShouldMatch(@"(?s)^deployment\.apps/web with revision #1\nPod Template:\n  Labels:\tapp=web\n\tpod-template-hash=\w+\n.*Image:\tnginx:1\n");
        (await terminal.FailAsync("rollout history deployment/web --revision=9")).ShouldBe("error: unable to find the specified revision");

        (await terminal.RunAsync("rollout undo deployment/web --dry-run=server")).ShouldBe("deployment.apps/web rolled back (server dry run)");
        (await terminal.RunAsync("rollout undo deployment/web --to-revision=1")).ShouldBe("deployment.apps/web rolled back");
        (await terminal.RunAsync("get deployment web -o 'jsonpath={..image}'")).ShouldBe("nginx:1");
        (await terminal.FailAsync("rollout undo deployment/web --to-revision=9")).ShouldBe("error: unable to find specified revision 9 in history");

        (await terminal.RunAsync("rollout pause deployment/web")).ShouldBe("deployment.apps/web paused");
        (await terminal.FailAsync("rollout pause deployment/web")).ShouldBe("error: deployments.apps \"web\" is already paused");
        (await terminal.FailAsync("rollout undo deployment/web")).ShouldContain("you cannot rollback a paused deployment");
        (await terminal.FailAsync("rollout restart deployment/web")).ShouldContain("can't restart paused deployment");
        (await terminal.RunAsync("rollout resume deployment/web")).ShouldBe("deployment.apps/web resumed");
        (await terminal.RunAsync("rollout restart deployment/web")).ShouldBe("deployment.apps/web restarted");
        (await terminal.RunAsync("get deployment web -o 'jsonpath={.spec.template.metadata.annotations}'")).ShouldContain("kubectl.kubernetes.io/restartedAt");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Scale_OnlyWhenItIsAsThought_ChangesTheReplicas(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "scale");
        await terminal.RunAsync("create deployment web --image=nginx --replicas=0");
        (await terminal.FailAsync("scale deployment web --replicas=1 --resource-version=1")).ShouldStartWith("error: Expected resource version to be 1, was ");
        (await terminal.FailAsync("scale deployment web --replicas=1 --current-replicas=7")).ShouldBe("error: Expected replicas to be 7, was 0");
        (await terminal.RunAsync("scale deployment --all --replicas=2 --dry-run=server")).ShouldBe("deployment.apps/web scaled (server dry run)");
        (await terminal.RunAsync("scale deployment -l app=web --replicas=2")).ShouldBe("deployment.apps/web scaled");
        (await terminal.RunAsync("get deployment web -o 'jsonpath={.spec.replicas}'")).ShouldBe("2");
        (await terminal.FailAsync("scale deployment absent --replicas=1")).ShouldEndWith("deployments.apps \"absent\" not found");
        (await terminal.RunAsync("autoscale deployment web --min=2 --max=5 --name=by-cpu --cpu-percent=70")).ShouldBe("horizontalpodautoscaler.autoscaling/by-cpu autoscaled");
        (await terminal.RunAsync("get hpa by-cpu --no-headers")).ShouldMatch(@"^by-cpu +Deployment/web +cpu: <unknown>/70% +2 +5 +\d +\d+s$");
        (await terminal.RunAsync("get horizontalpodautoscalers.v1.autoscaling by-cpu -o 'jsonpath={.spec.targetCPUUtilizationPercentage}'")).ShouldBe("70");
    }
}
