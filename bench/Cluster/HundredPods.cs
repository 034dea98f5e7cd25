using System.Diagnostics;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Cluster.Bench;

/// <summary>One Deployment of 100 real pods: from kubectl create to all Ready, and back to none.</summary>
internal static class HundredPods
{
    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: hundred
        spec:
          replicas: 100
          selector:
            matchLabels: {app: hundred}
          template:
            metadata:
              labels: {app: hundred}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: sleep
                  image: busybox
                  imagePullPolicy: Never
                  command: [sleep, "100000"]
        """;

    public static async Task MeasureAsync(ClusterUnderTest cluster)
    {
        var cpu = Idle.CpuSeconds(cluster.ServerPid);
        var clock = Stopwatch.StartNew();
        await cluster.ApplyAsync("default", Manifest);
        (await cluster.KubectlAsync("rollout", "status", "deployment/hundred", "--timeout=180s")).MustSucceed();
        Report.Line("100 pods, kubectl apply to all Ready", $"{clock.Elapsed.TotalSeconds:F1} s, {10 * (Idle.CpuSeconds(cluster.ServerPid) - cpu):F0} ms CPU a pod in timonier");
        Report.Line("memory with 100 pods", $"{Idle.ResidentMegabytes(cluster.ServerPid):F0} MB");

        clock.Restart();
        (await cluster.KubectlAsync("scale", "deployment/hundred", "--replicas=0")).MustSucceed();
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "pods", "-o", "name"), r => r.Output.Length == 0, 180);
        Report.Line("100 pods deleted", $"{clock.Elapsed.TotalSeconds:F1} s");
        (await cluster.KubectlAsync("scale", "deployment/hundred", "--replicas=100")).MustSucceed();
        (await cluster.KubectlAsync("rollout", "status", "deployment/hundred", "--timeout=180s")).MustSucceed();
    }
}
