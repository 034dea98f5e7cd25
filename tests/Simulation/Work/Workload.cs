using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Simulation.Tests.Faults;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Work;

/// <summary>People who make, change and delete things, a few of each kind in a few namespaces. What the API refuses them they leave.</summary>
internal sealed partial class Workload(IClusterClient client, Random chance, Ledger ledger)
{
    private const int Namespaces = 3;
    private const int Names = 2;

    public Task DoAsync(FaultMix mix) => chance.Next(22) switch
    {
        0 => CreateNamespaceAsync(),
        1 => chance.Next(4) == 0 ? DeleteNamespaceAsync() : CreateNamespaceAsync(),
        2 or 3 => CreateAsync("apps", "deployments", Deployment(Place(), $"web-{chance.Next(Names)}")),
        4 => ScaleAsync("deployments", "Deployment"),
        5 or 6 => RollAsync("deployments", "Deployment"),
        7 => DeleteAsync("apps", "deployments", "Deployment"),
        8 => CreateAsync("apps", "statefulsets", StatefulSet(Place(), $"db-{chance.Next(Names)}")),
        9 => ScaleAsync("statefulsets", "StatefulSet"),
        10 => RollAsync("statefulsets", "StatefulSet"),
        11 => DeleteAsync("apps", "statefulsets", "StatefulSet"),
        12 => chance.Next(3) == 0 ? CreateAsync("apps", "daemonsets", DaemonSet(Place(), "agent")) : RollAsync("daemonsets", "DaemonSet"),
        13 or 14 => CreateAsync("batch", "jobs", Job(Place(), $"job-{chance.Next(3)}")),
        15 => DeleteAsync("batch", "jobs", "Job"),
        16 => CreateAsync("", "resourcequotas", Quota(Place(), chance)),
        17 => CreateAsync("", "configmaps", ConfigMap(Place())),
        18 => DeleteAsync("", "configmaps", "ConfigMap"),
        19 => GuardAsync(),
        20 => EvictAsync(),
        _ => mix.PodLoss ? DeleteAsync("", "pods", "Pod") : CreateAsync("", "configmaps", ConfigMap(Place())),
    };

    private string Place() => $"n-{chance.Next(Namespaces)}";

    private Document? Any(string kind)
    {
        var all = ledger.Of(kind).Where(o => o.Namespace.StartsWith("n-", StringComparison.Ordinal) && o.Metadata["labels"u8]["guarded"u8].IsNullOrMissing).OrderBy(o => o.Namespace + "/" + o.Name, StringComparer.Ordinal).ToList();
        return all.Count == 0 ? null : all[chance.Next(all.Count)];
    }

    private Task CreateNamespaceAsync() => CreateAsync("", "namespaces", $$$$$$"""{"metadata":{"name":"{{{{{{Place()}}}}}}"}}""");

    private Task DeleteNamespaceAsync() => client.DeleteAsync(CoreResources.Namespaces, "", Place());

    private async Task CreateAsync(string group, string plural, string json)
    {
        var body = DraftObject.Of(Document.Parse(json));
        await client.CreateAsync(new ResourceName(group, "v1", plural), body.Object("metadata").String("namespace"), body);
    }

    private Task ScaleAsync(string plural, string kind) => PatchAsync("apps", plural, kind, $$$$$$"""{"spec":{"replicas":{{{{{{chance.Next(6)}}}}}}}}""");

    private Task RollAsync(string plural, string kind) =>
        PatchAsync("apps", plural, kind, $$$$$$"""{"spec":{"template":{"metadata":{"annotations":{"round":"{{{{{{chance.Next(1000)}}}}}}"}}}}}""");

    private async Task PatchAsync(string group, string plural, string kind, string json)
    {
        if (Any(kind) is not { } one) return;
        await client.PatchAsync(new ResourceName(group, "v1", plural), one.Namespace, one.Name, PatchBody.Merge(DraftObject.Of(Document.Parse(json))));
    }

    private async Task DeleteAsync(string group, string plural, string kind)
    {
        if (Any(kind) is not { } one) return;
        var policy = chance.Next(4) switch { 0 => "Foreground", 1 when kind is not "Pod" and not "ConfigMap" => "Background", _ => "" };
        await client.DeleteAsync(new ResourceName(group, "v1", plural), one.Namespace, one.Name, new DeleteQuery { PropagationPolicy = policy });
    }

    /// <summary>A Deployment that nobody rolls out anew, and a budget for it.</summary>
    private async Task GuardAsync()
    {
        var place = Place();
        await CreateAsync("apps", "deployments", Guarded(place));
        await CreateAsync("policy", "poddisruptionbudgets", Budget(place));
    }

    private async Task EvictAsync()
    {
        var guarded = ledger.Of("Pod").Where(p => p.Metadata["labels"u8]["guarded"u8].Exists).OrderBy(p => p.Namespace + "/" + p.Name, StringComparer.Ordinal).ToList();
        if (guarded.Count == 0) return;
        var pod = guarded[chance.Next(guarded.Count)];
        var body = new DraftObject { ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new DraftObject { ["name"] = pod.Name, ["namespace"] = pod.Namespace } };
        await client.CreateAsync(CoreResources.Pods, pod.Namespace, body, new WriteQuery { Subresource = "eviction", Name = pod.Name });
    }
}
