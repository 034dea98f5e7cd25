using System.Text.RegularExpressions;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Jobs;

/// <summary>Jobs and CronJobs as people use them: kubectl's own verbs, real containers, real exit codes.</summary>
public sealed class JobTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task CreateJob_RunsItsCommandOnce_AndKeepsItsLog()
    {
        await using var registry = await ImageRegistry.StartAsync(cluster.Network, "busybox");
        var ns = await cluster.NamespaceAsync("job-once");
        (await cluster.KubectlAsync("create", "job", "-n", ns, "once", $"--image={registry.Address}/web:1", "--", "sh", "-c", "echo done by $(hostname)")).MustSucceed();
        (await WaitAsync(ns, "complete", "job/once")).MustSucceed().ShouldBe("job.batch/once condition met\n");
        (await cluster.KubectlAsync("logs", "-n", ns, "job/once")).MustSucceed().ShouldStartWith("done by once-");
        (await cluster.KubectlAsync("get", "job", "-n", ns, "once", "--no-headers")).MustSucceed().ShouldMatch("^once +Complete +1/1 ");
        (await cluster.KubectlAsync("get", "po", "-n", ns, "--no-headers")).MustSucceed().ShouldMatch(@"^once-\w{5} +0/1 +Completed +0 ");
        var described = (await cluster.KubectlAsync("describe", "job", "-n", ns, "once")).MustSucceed();
        described.ShouldMatch(@"Pods Statuses: +0 Active \(0 Ready\) / 1 Succeeded / 0 Failed");
        described.ShouldMatch(@"Normal +SuccessfulCreate .*Created pod: once-");
        described.ShouldMatch(@"Normal +Completed .*Job completed");
        (await cluster.KubectlAsync("delete", "job", "-n", ns, "once")).MustSucceed();
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "po", "-n", ns, "-o", "name"), r => r.Output.Length == 0);
    }

    [Fact]
    public async Task IndexedJob_WithAnIndexThatFails_RunsTheOthersToTheirEnd()
    {
        var ns = await cluster.NamespaceAsync("job-indexed");
        await cluster.ApplyAsync(ns, Job("indexed", "echo index $JOB_COMPLETION_INDEX on $(hostname); test $JOB_COMPLETION_INDEX != 1",
            "completionMode: Indexed\n  completions: 4\n  parallelism: 4\n  backoffLimitPerIndex: 0"));
        (await WaitAsync(ns, "failed", "job/indexed")).MustSucceed();
        (await ReadAsync(ns, "job/indexed", "{.status.completedIndexes} {.status.failedIndexes} {.status.succeeded} {.status.failed} {.status.conditions[?(@.type=='Failed')].reason}")).ShouldBe("0,2,3 1 3 1 FailedIndexes");
        (await cluster.KubectlAsync("logs", "-n", ns, "-l", "batch.kubernetes.io/job-completion-index=2", "--tail=-1")).MustSucceed().ShouldBe("index 2 on indexed-2\n");
    }

    [Fact]
    public async Task JobThatFails_EndsByItsPolicyOrItsDeadline()
    {
        var ns = await cluster.NamespaceAsync("job-fails");
        await cluster.ApplyAsync(ns, Job("policy", "exit 42", "backoffLimit: 6\n  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [42]}}]}"));
        await cluster.ApplyAsync(ns, Job("deadline", "sleep 1000", "activeDeadlineSeconds: 3"));
        (await WaitAsync(ns, "failed", "job/policy")).MustSucceed();
        (await ReadAsync(ns, "job/policy", "{.status.failed} {.status.conditions[?(@.type=='Failed')].message}")).ShouldMatch(@"^1 Container main for pod job-fails/policy-\w{5} failed with exit code 42 matching FailJob rule at index 0$");
        (await WaitAsync(ns, "failed", "job/deadline")).MustSucceed();
        (await ReadAsync(ns, "job/deadline", "{.status.conditions[?(@.type=='Failed')].reason} {.status.terminating}")).ShouldBe("DeadlineExceeded 0");
    }

    [Fact]
    public async Task SuspendedJob_Resumed_RunsToItsEndAndGoesAfterItsTime()
    {
        var ns = await cluster.NamespaceAsync("job-suspended");
        await cluster.ApplyAsync(ns, Job("later", "true", "suspend: true\n  ttlSecondsAfterFinished: 2"));
        (await WaitAsync(ns, "suspended", "job/later")).MustSucceed();
        (await cluster.KubectlAsync("get", "po", "-n", ns, "-o", "name")).MustSucceed().ShouldBeEmpty();
        (await cluster.KubectlAsync("patch", "-n", ns, "job/later", "-p", "{\"spec\":{\"suspend\":false}}")).MustSucceed();
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=delete", "job/later", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("get", "po", "-n", ns, "-o", "name")).MustSucceed().ShouldBeEmpty();
    }

    [Fact]
    public async Task CronJob_StartsJobsByItselfAndByHand()
    {
        await using var registry = await ImageRegistry.StartAsync(cluster.Network, "busybox");
        var ns = await cluster.NamespaceAsync("cronjob");
        (await cluster.KubectlAsync("create", "cronjob", "-n", ns, "often", $"--image={registry.Address}/web:1", "--schedule=@every 3s", "--", "date")).MustSucceed();
        (await cluster.KubectlAsync("create", "job", "-n", ns, "by-hand", "--from=cronjob/often")).MustSucceed();
        (await WaitAsync(ns, "complete", "job/by-hand")).MustSucceed();
        foreach (var told in (string[])["UnexpectedJob .*forgot: by-hand", @"SuccessfulCreate .*Created job often-\d+", @"SawCompletedJob .*Saw completed job: often-\d+, condition: Complete"])
            await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "events", "-n", ns, "--field-selector", "involvedObject.name=often"), r => Regex.IsMatch(r.Output, told));
        (await ReadAsync(ns, "cronjob/often", "{.status.lastSuccessfulTime}{.status.lastScheduleTime}")).Length.ShouldBe(40);
        (await cluster.KubectlAsync("patch", "-n", ns, "cronjob/often", "-p", "{\"spec\":{\"suspend\":true}}")).MustSucceed();
        (await cluster.KubectlAsync("get", "cronjob", "-n", ns, "often", "--no-headers")).MustSucceed().ShouldMatch("^often +@every 3s +<none> +True ");
        (await ReadAsync(ns, "jobs", "{.items[?(@.metadata.annotations.batch\\.kubernetes\\.io/cronjob-scheduled-timestamp)].metadata.ownerReferences[0].name}")).ShouldStartWith("often");
    }

    private Task<CommandResult> WaitAsync(string ns, string condition, string what) => cluster.KubectlAsync("wait", "-n", ns, $"--for=condition={condition}", what, "--timeout=90s");

    private async Task<string> ReadAsync(string ns, string what, string path) => (await cluster.KubectlAsync("get", "-n", ns, what, "-o", $"jsonpath={path}")).MustSucceed();

    private static string Job(string name, string command, string spec) => $"""
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: {name}
        spec:
          {spec}
          template:
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 1
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  command: [sh, -c, '{command}']
        """;
}
