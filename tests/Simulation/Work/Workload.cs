using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Simulation.Tests.Faults;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Work;

/// <summary>People who make, change and delete things, a few of each kind in a few namespaces. What the API refuses them they leave.</summary>
internal sealed partial class Workload(Func<Server?> server, Random chance, Ledger ledger, Tally tally)
{
    private const int Namespaces = 3;
    private const int Names = 2;

    // Some things must be there before others can be done to them, and what is deleted is soon wanted again.
    private static readonly Deed[] Deck =
    [
        .. Enum.GetValues<Deed>().Where(d => d != Deed.DeletePod), Deed.CreateNamespace, Deed.CreateNamespace, Deed.CreateDeployment, Deed.CreateDeployment, Deed.RollDeployment,
        Deed.CreateStatefulSet, Deed.CreateDaemonSet, Deed.CreateJob, Deed.CreateCronJob, Deed.CreateConfigMap, Deed.CreateBudget, Deed.EvictPod,
    ];

    private readonly Queue<Deed> next = new();

    /// <summary>The next thing that somebody thinks of: all kinds come, in an order by chance, and what could not be done comes again.</summary>
    public async Task DoAsync()
    {
        if (next.Count < Deck.Length / 3)
        {
            var shuffled = Deck.ToArray();
            chance.Shuffle(shuffled);
            foreach (var one in shuffled) next.Enqueue(one);
        }
        var deed = next.Dequeue();
        if (!await DoAsync(deed) && !IsDeletion(deed) && next.Count < Deck.Length) next.Enqueue(deed);
    }

    /// <summary>Somebody deletes a pod that a workload wants.</summary>
    public Task LosePodAsync() => DoAsync(Deed.DeletePod);

    private async Task<bool> DoAsync(Deed deed)
    {
        if (server() is not { } present || !await TryAsync(present.People, deed)) return false;
        tally.Count(deed);
        return true;
    }

    // Whoever waits for something to be there only to delete it leaves nothing to the others.
    private static bool IsDeletion(Deed deed) => deed is
        Deed.DeleteNamespace or Deed.DeleteDeployment or Deed.DeleteStatefulSet or Deed.DeleteDaemonSet or Deed.DeleteJob or Deed.DeleteCronJob or Deed.DeleteQuota or Deed.DeleteConfigMap;

    private Task<bool> TryAsync(IClusterClient client, Deed deed) => deed switch
    {
        Deed.CreateNamespace => CreateAsync(client, "", "namespaces", $$$$$$"""{"metadata":{"name":"{{{{{{Place()}}}}}}"}}"""),
        Deed.DeleteNamespace => DeleteNamespaceAsync(client),
        Deed.CreateDeployment => CreateAsync(client, "apps", "deployments", Deployment(Place(), $"web-{chance.Next(Names)}")),
        Deed.ScaleDeployment => PatchAsync(client, "apps", "deployments", "Deployment", Scale()),
        Deed.RollDeployment => PatchAsync(client, "apps", "deployments", "Deployment", Round()),
        Deed.DeleteDeployment => DeleteAsync(client, "apps", "deployments", "Deployment"),
        Deed.CreateStatefulSet => CreateAsync(client, "apps", "statefulsets", StatefulSet(Place(), $"db-{chance.Next(Names)}")),
        Deed.ScaleStatefulSet => PatchAsync(client, "apps", "statefulsets", "StatefulSet", Scale()),
        Deed.RollStatefulSet => PatchAsync(client, "apps", "statefulsets", "StatefulSet", Round()),
        Deed.DeleteStatefulSet => DeleteAsync(client, "apps", "statefulsets", "StatefulSet"),
        Deed.CreateDaemonSet => CreateAsync(client, "apps", "daemonsets", DaemonSet(Place(), "agent")),
        Deed.RollDaemonSet => PatchAsync(client, "apps", "daemonsets", "DaemonSet", Round()),
        Deed.DeleteDaemonSet => DeleteAsync(client, "apps", "daemonsets", "DaemonSet"),
        Deed.CreateJob => CreateAsync(client, "batch", "jobs", Job(Place(), $"job-{chance.Next(3)}")),
        Deed.DeleteJob => DeleteAsync(client, "batch", "jobs", "Job"),
        Deed.CreateCronJob => CreateAsync(client, "batch", "cronjobs", CronJob(Place(), $"cron-{chance.Next(Names)}")),
        Deed.SuspendCronJob => PatchAsync(client, "batch", "cronjobs", "CronJob", $$$$$$"""{"spec":{"suspend":{{{{{{(chance.Next(2) == 0 ? "true" : "false")}}}}}}}}"""),
        Deed.DeleteCronJob => DeleteAsync(client, "batch", "cronjobs", "CronJob"),
        Deed.CreateQuota => CreateAsync(client, "", "resourcequotas", Quota(Place())),
        Deed.DeleteQuota => DeleteAsync(client, "", "resourcequotas", "ResourceQuota"),
        Deed.CreateConfigMap => CreateAsync(client, "", "configmaps", ConfigMap(Place())),
        Deed.DeleteConfigMap => DeleteAsync(client, "", "configmaps", "ConfigMap"),
        Deed.CreateBudget => GuardAsync(client),
        Deed.EvictPod => EvictAsync(client),
        _ => DeleteAsync(client, "", "pods", "Pod"),
    };

    private string Place() => $"n-{chance.Next(Namespaces)}";

    private T? AnyOf<T>(IEnumerable<T> of)
    {
        var all = of.ToList();
        return all.Count == 0 ? default : all[chance.Next(all.Count)];
    }

    /// <summary>One that people may touch: not what guards itself against them, nor what belongs to a CronJob.</summary>
    private Document? Any(string kind) => AnyOf(ledger.Of(kind).Where(o =>
        o.Namespace.StartsWith("n-", StringComparison.Ordinal) && o.Metadata["labels"u8]["guarded"u8].IsNullOrMissing && (kind != "Job" || Ledger.OwnerUid(o).Length == 0)));

    private async Task<bool> DeleteNamespaceAsync(IClusterClient client) =>
        AnyOf(ledger.Of("Namespace").Where(n => n.Name.StartsWith("n-", StringComparison.Ordinal))) is { } one && (await client.DeleteAsync(CoreResources.Namespaces, "", one.Name)).IsSuccess;

    private static async Task<bool> CreateAsync(IClusterClient client, string group, string plural, string json)
    {
        var body = DraftObject.Of(Document.Parse(json));
        return (await client.CreateAsync(new ResourceName(group, "v1", plural), body.Object("metadata").String("namespace"), body)).IsSuccess;
    }

    private async Task<bool> PatchAsync(IClusterClient client, string group, string plural, string kind, string json) => Any(kind) is { } one
        && (await client.PatchAsync(new ResourceName(group, "v1", plural), one.Namespace, one.Name, PatchBody.Merge(DraftObject.Of(Document.Parse(json))))).IsSuccess;

    private async Task<bool> DeleteAsync(IClusterClient client, string group, string plural, string kind)
    {
        if (Any(kind) is not { } one) return false;
        var policy = chance.Next(4) switch { 0 => "Foreground", 1 when kind is not "Pod" and not "ConfigMap" => "Background", _ => "" };
        return (await client.DeleteAsync(new ResourceName(group, "v1", plural), one.Namespace, one.Name, new DeleteQuery { PropagationPolicy = policy })).IsSuccess;
    }

    /// <summary>A Deployment that nobody rolls out anew, and a budget for it.</summary>
    private async Task<bool> GuardAsync(IClusterClient client)
    {
        var place = Place();
        await CreateAsync(client, "apps", "deployments", Guarded(place));
        return await CreateAsync(client, "policy", "poddisruptionbudgets", Budget(place));
    }

    private async Task<bool> EvictAsync(IClusterClient client)
    {
        if (AnyOf(ledger.Of("Pod").Where(p => p.Metadata["labels"u8]["guarded"u8].Exists)) is not { } pod) return false;
        var body = new DraftObject { ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new DraftObject { ["name"] = pod.Name, ["namespace"] = pod.Namespace } };
        return (await client.CreateAsync(CoreResources.Pods, pod.Namespace, body, new WriteQuery { Subresource = "eviction", Name = pod.Name })).IsSuccess;
    }
}
