using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using static Timonier.Controllers.Tests.Jobs;

namespace Timonier.Controllers.Tests;

/// <summary>What upstream's conformance suite says of Jobs, under upstream's names.</summary>
public sealed class JobConformanceTests
{
    [Fact(DisplayName = "[sig-apps] Job should run a job to completion when tasks sometimes fail and are locally restarted")]
    public async Task Tasks_ThatFailOnce_AreRestartedInPlace()
    {
        var (cluster, _) = await StartAsync(pod => pod.Status["containerStatuses"u8][0]["restartCount"u8].AsInt32() == 0 ? 1 : 0);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':2,'completions':4", restart: "OnFailure"));
        var done = await UntilAsync(cluster, "Complete");
        (done.Status["succeeded"u8].AsInt32(), done.Status["failed"u8].AsInt32()).ShouldBe((4, 0));
        (await cluster.ListAsync(CoreResources.Pods)).Count.ShouldBe(4);
    }

    [Fact(DisplayName = "[sig-apps] Job should create pods for an Indexed job with completion indexes and specified hostname")]
    public async Task Indexed_RunsOnePodPerIndex_ThatIsToldOfIt()
    {
        var (cluster, _) = await StartAsync(_ => 0);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'parallelism':2,'completions':4"));
        var done = await UntilAsync(cluster, "Complete");
        done.Status["completedIndexes"u8].AsString().ShouldBe("0-3");
        var pods = await cluster.ListAsync(CoreResources.Pods);
        pods.Select(Index).Order().ShouldBe([0, 1, 2, 3]);
        foreach (var pod in pods)
        {
            pod.Name.ShouldStartWith($"work-{Index(pod)}-");
            pod.Spec["hostname"u8].AsString().ShouldBe($"work-{Index(pod)}");
            pod.Metadata["labels"u8]["batch.kubernetes.io/job-completion-index"u8].AsString().ShouldBe($"{Index(pod)}");
            var variable = pod.Spec["containers"u8][0]["env"u8][0];
            variable["name"u8].AsString().ShouldBe("JOB_COMPLETION_INDEX");
            variable["valueFrom"u8]["fieldRef"u8]["fieldPath"u8].AsString().ShouldBe("metadata.labels['batch.kubernetes.io/job-completion-index']");
        }
    }

    [Fact(DisplayName = "[sig-apps] Job should delete a job")]
    public async Task Job_Deleted_LetsItsPodsGo()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':2,'completions':4"));
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        await cluster.DeleteAsync(CoreResources.Jobs, "work");
        await cluster.UntilGoneAsync(CoreResources.Jobs, "work");
        foreach (var pod in pods) await cluster.DeleteAsync(CoreResources.Pods, pod.Name);
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 0);
    }

    [Fact(DisplayName = "[sig-apps] Job should adopt matching orphans and release non-matching pods")]
    public async Task Pods_AreAdoptedAndReleased_ByTheirLabels()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        var job = await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':2,'completions':4"));
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2);
        var orphan = await cluster.PatchAsync(CoreResources.Pods, pods[0].Name, "{'metadata':{'ownerReferences':null}}");
        await cluster.UntilAsync(CoreResources.Pods, pods[0].Name, p => Revision(p) > Revision(orphan) && Ownership.ControllerOf(p)?.Uid == job.Uid && p.Metadata["finalizers"u8].Count == 1);
        await cluster.PatchAsync(CoreResources.Pods, pods[0].Name, "{'metadata':{'labels':null}}");
        await cluster.UntilAsync(CoreResources.Pods, pods[0].Name, p => Ownership.ControllerOf(p) is null && p.Metadata["finalizers"u8].Count == 0);
        await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 3);
    }

    [Fact(DisplayName = "[sig-apps] Job should allow to use the pod failure policy on exit code to fail the job early")]
    public async Task ExitCode_OfThePolicy_FailsTheJobAtOnce()
    {
        var (cluster, _) = await StartAsync(_ => 42);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'completions':4,'parallelism':1,'podFailurePolicy':{'rules':[{'action':'FailJob','onExitCodes':{'operator':'In','values':[42]}}]}"));
        var failed = await UntilAsync(cluster, "Failed");
        Conditions(failed).ShouldBe(["FailureTarget: PodFailurePolicy", "Failed: PodFailurePolicy"]);
        failed.Status["failed"u8].AsInt32().ShouldBe(1);
        var pod = (await cluster.ListAsync(CoreResources.Pods)).ShouldHaveSingleItem();
        Condition.ListOf(failed.Status["conditions"u8])[1].Message.ShouldBe($"Container c for pod default/{pod.Name} failed with exit code 42 matching FailJob rule at index 0");
    }

    [Fact(DisplayName = "[sig-apps] Job should allow to use a pod failure policy to ignore failure matching on DisruptionTarget condition")]
    public async Task Disruption_ThatThePolicyIgnores_DoesNotCount()
    {
        var disrupted = new HashSet<int>();
        var (cluster, kubelet) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'completions':2,'parallelism':2,'backoffLimit':0,'podFailurePolicy':{'rules':[{'action':'Ignore','onPodConditions':[{'type':'DisruptionTarget'}]},{'action':'FailJob','onExitCodes':{'operator':'NotIn','values':[250]}}]}"));
        var pods = await cluster.UntilAsync(CoreResources.Pods, p => p.Count == 2 && p.All(PodRuns));
        foreach (var pod in pods)
        {
            await cluster.PatchAsync(CoreResources.Pods, pod.Name, "{'status':{'conditions':[{'type':'DisruptionTarget','status':'True'}],'phase':'Failed'}}", subresource: "status");
            disrupted.Add(Index(pod));
        }
        kubelet.Exits = _ => 0;
        // Ignored or not, a pod that failed is replaced only after the back-off.
        await cluster.UntilAsync(CoreResources.Pods, p => p.All(x => x.Metadata["finalizers"u8].Count == 0));
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(30));
        var done = await UntilAsync(cluster, "Complete");
        (done.Status["succeeded"u8].AsInt32(), done.Status["failed"u8].AsInt32()).ShouldBe((2, 0));
        disrupted.ShouldBe([0, 1], ignoreOrder: true);
    }

    [Fact(DisplayName = "[sig-apps] Job should apply changes to a job status")]
    public async Task Status_MayBePatchedAndReplaced()
    {
        var (cluster, _) = await StartAsync();
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'parallelism':2,'completions':4"));
        await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Status["ready"u8].AsInt32() == 2);
        await cluster.SettleAsync();
        await cluster.PatchAsync(CoreResources.Jobs, "work", "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'conditions':[{'type':'Seen','status':'True'}]}}", subresource: "status");
        await cluster.SettleAsync();
        var job = await cluster.ReadAsync(CoreResources.Jobs, "work");
        job.Metadata["annotations"u8]["patchedstatus"u8].AsString().ShouldBe("true");
        var draft = DraftObject.Of(job);
        draft.Object("status")["conditions"] = new DraftArray();
        (await cluster.Admin.UpdateAsync(CoreResources.Jobs, "default", draft, new WriteQuery { Subresource = "status" })).IsSuccess.ShouldBeTrue();
        (await cluster.Admin.GetAsync(CoreResources.Jobs, "default", "work", "status")).Value!.Status["active"u8].AsInt32().ShouldBe(2);
    }

    [Fact(DisplayName = "[sig-apps] Job should execute all indexes despite some failing when using backoffLimitPerIndex")]
    public async Task Indexes_ThatFailTheirLimit_DoNotStopTheOthers()
    {
        var (cluster, _) = await StartAsync(pod => Index(pod) % 2);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'parallelism':2,'completions':4,'backoffLimitPerIndex':1"));
        await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Status["completedIndexes"u8].AsString() == "0,2");
        await cluster.SettleAsync();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(11));
        var failed = await UntilAsync(cluster, "Failed");
        Conditions(failed).ShouldBe(["FailureTarget: FailedIndexes", "Failed: FailedIndexes"]);
        failed.Status["failedIndexes"u8].AsString().ShouldBe("1,3");
        (failed.Status["succeeded"u8].AsInt32(), failed.Status["failed"u8].AsInt32()).ShouldBe((2, 4));
    }

    [Fact(DisplayName = "[sig-apps] Job should terminate job execution when the number of failed indexes exceeds maxFailedIndexes")]
    public async Task FailedIndexes_BeyondTheirNumber_EndTheJob()
    {
        var (cluster, _) = await StartAsync(_ => 1);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'parallelism':10,'completions':10,'backoffLimitPerIndex':0,'maxFailedIndexes':4"));
        var failed = await UntilAsync(cluster, "Failed");
        Conditions(failed).ShouldBe(["FailureTarget: MaxFailedIndexesExceeded", "Failed: MaxFailedIndexesExceeded"]);
        failed.Status["failed"u8].AsInt32().ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact(DisplayName = "[sig-apps] Job should mark indexes as failed when the FailIndex action is matched in podFailurePolicy")]
    public async Task FailIndex_EndsAnIndex_WithAttemptsLeft()
    {
        var (cluster, _) = await StartAsync(pod => Index(pod) % 2 == 1 ? 42 : 0);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + ",'parallelism':4,'completions':4,'backoffLimitPerIndex':1,'podFailurePolicy':{'rules':[{'action':'FailIndex','onExitCodes':{'operator':'In','values':[42]}}]}"));
        var failed = await UntilAsync(cluster, "Failed");
        (failed.Status["completedIndexes"u8].AsString(), failed.Status["failedIndexes"u8].AsString(), failed.Status["failed"u8].AsInt32()).ShouldBe(("0,2", "1,3", 2));
    }

    [Fact(DisplayName = "[sig-apps] Job with successPolicy should succeeded when all indexes succeeded")]
    public Task SuccessPolicy_OfAllIndexes_IsMetByAll() => SuccessPolicyAsync("{'succeededIndexes':'0-1'}", last: 1, "0,1");

    [Fact(DisplayName = "[sig-apps] Job with successPolicy succeededCount rule should succeeded even when some indexes remain pending")]
    public Task SuccessPolicy_OfACount_IsMetWhileOthersRun() => SuccessPolicyAsync("{'succeededCount':1}", last: 0, "0");

    [Fact(DisplayName = "[sig-apps] Job with successPolicy succeededIndexes rule should succeeded even when some indexes remain pending")]
    public Task SuccessPolicy_OfOneIndex_IsMetWhileOthersRun() => SuccessPolicyAsync("{'succeededIndexes':'0'}", last: 0, "0");

    private static async Task SuccessPolicyAsync(string rule, int last, string completed)
    {
        var (cluster, _) = await StartAsync(pod => Index(pod) <= last ? 0 : null);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(Indexed + $",'parallelism':2,'completions':2,'successPolicy':{{'rules':[{rule}]}}"));
        var done = await UntilAsync(cluster, "Complete");
        Conditions(done).ShouldBe(["SuccessCriteriaMet: SuccessPolicy", "Complete: SuccessPolicy"]);
        done.Status["completedIndexes"u8].AsString().ShouldBe(completed);
        (done.Status["failed"u8].Exists, done.Status["terminating"u8].AsInt32()).ShouldBe((false, 0));
    }

    [Fact(DisplayName = "[sig-apps] Job should manage the lifecycle of a job")]
    public async Task Job_IsCreatedSuspendedPatchedReplacedListedAndDeletedAsACollection()
    {
        var (cluster, _) = await StartAsync(_ => 0);
        await using var live = cluster;
        await cluster.PutAsync(CoreResources.Jobs, New(",'suspend':true,'parallelism':2,'completions':2"));
        await UntilAsync(cluster, "Suspended");
        await cluster.PatchAsync(CoreResources.Jobs, "work", "{'metadata':{'labels':{'e2e-job':'patched'}}}");
        var replaced = DraftObject.Of(await cluster.ReadAsync(CoreResources.Jobs, "work"));
        replaced.Object("spec")["suspend"] = false;
        replaced.Object("metadata").Object("annotations")["updated"] = "true";
        (await cluster.Admin.UpdateAsync(CoreResources.Jobs, "default", replaced)).IsSuccess.ShouldBeTrue();
        var done = await UntilAsync(cluster, "Complete");
        done.Metadata["annotations"u8]["updated"u8].AsString().ShouldBe("true");
        (await cluster.Admin.ListAsync(CoreResources.Jobs, "", new ListQuery { LabelSelector = "e2e-job=patched" })).Value!.Items.Count.ShouldBe(1);
        await cluster.DeleteAsync(CoreResources.Jobs, "work");
        await cluster.UntilGoneAsync(CoreResources.Jobs, "work");
    }

    private static long Revision(Document document) => long.Parse(document.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture);

    private static bool PodRuns(Document pod) => pod.Status["phase"u8].TextEquals("Running"u8);
}
