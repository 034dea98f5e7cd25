using System.Globalization;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Jobs;
using Timonier.Documents;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>Jobs as short as a test can say them: read by a plan, or created and run on a live cluster.</summary>
internal static class Jobs
{
    public const string Held = ",'finalizers':['batch.kubernetes.io/job-tracking']";
    public const string Indexed = ",'completionMode':'Indexed'";

    /// <summary>A stored Job that has started, with one completion by one pod unless told.</summary>
    public static Document Job(string spec = ",'completions':1,'parallelism':1", string status = "'startTime':'2026-03-01T11:00:00Z'", string more = "") => Objects.Parse(
        $"{{'apiVersion':'batch/v1','kind':'Job','metadata':{{'name':'work','namespace':'default','uid':'j1','resourceVersion':'1'{more}}},"
        + $"'spec':{{'selector':{{'matchLabels':{{'app':'work'}}}},'backoffLimit':6{spec},"
        + "'template':{'metadata':{'labels':{'app':'work'}},'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'a:1'}]}}},"
        + $"'status':{{{status}}}}}");

    /// <summary>A pod of that Job, held unless told.</summary>
    public static Document Pod(string name, string phase = "Running", int? index = null, string more = Held, string status = "", int earlier = 0) => Objects.Parse(
        $"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'{name}','namespace':'default','uid':'{name}','resourceVersion':'1','creationTimestamp':'2026-03-01T11:10:00Z','labels':{{'app':'work'}}{more}"
        + (index is { } i ? $",'annotations':{{'batch.kubernetes.io/job-completion-index':'{i}','batch.kubernetes.io/job-index-failure-count':'{earlier}'}}" : "")
        + ",'ownerReferences':[{'apiVersion':'batch/v1','kind':'Job','name':'work','uid':'j1','controller':true}]},"
        + $"'spec':{{'nodeName':'n1'}},'status':{{'phase':'{phase}'{status}}}}}");

    public static string Exited(int code, string container = "c") =>
        $",'containerStatuses':[{{'name':'{container}','state':{{'terminated':{{'exitCode':{code},'finishedAt':'2026-03-01T11:59:55Z'}}}}}}]";

    /// <summary>A Job to create.</summary>
    public static string New(string spec = "", string name = "work", string restart = "Never", string pod = "") =>
        $"{{'apiVersion':'batch/v1','kind':'Job','metadata':{{'name':'{name}'}},'spec':{{'template':{{'spec':{{'restartPolicy':'{restart}','containers':[{{'name':'c','image':'a:1'}}]{pod}}}}}{spec}}}}}";

    public static Loop<ObjectKey> Run(LiveCluster cluster) => new(cluster, "job-controller", (client, events) => new JobController(client, events, cluster.Time));

    public static Loop<ObjectKey> RunOrphans(LiveCluster cluster) => new(cluster, "job-controller", (client, events) => new OrphanPodController(client, events));

    /// <summary>A cluster with the controllers of Jobs and nodes whose pods end as told.</summary>
    public static async Task<(LiveCluster Cluster, SimulatedKubelet Kubelet)> StartAsync(Func<Document, int?>? exits = null)
    {
        var cluster = await LiveCluster.StartAsync();
        var kubelet = Workloads.Kubelet(cluster);
        kubelet.Exits = exits ?? (_ => null);
        _ = Run(cluster);
        _ = RunOrphans(cluster);
        return (cluster, kubelet);
    }

    public static Task<Document> UntilAsync(LiveCluster cluster, string condition, string name = "work") =>
        cluster.UntilAsync(CoreResources.Jobs, name, j => new JobModel(j).Is(condition) is not null);

    /// <summary>Waits for an event, "Reason: message"; they are written a little after what they tell of.</summary>
    public static Task UntilToldAsync(LiveCluster cluster, params string[] events) => cluster.UntilAsync(CoreResources.Events, told =>
        events.Except(told.Select(e => $"{e.Root["reason"].AsString()}: {e.Root["message"].AsString()}"), StringComparer.Ordinal).ToList() is []);

    /// <summary>The conditions that hold, as "Type: Reason".</summary>
    public static IEnumerable<string> Conditions(Document job) =>
        Condition.ListOf(job.Status["conditions"u8]).Where(c => c.Status == "True").Select(c => $"{c.Type}: {c.Reason}");

    public static int Index(Document pod) =>
        int.Parse(pod.Metadata["annotations"u8]["batch.kubernetes.io/job-completion-index"u8].AsString(), CultureInfo.InvariantCulture);
}
