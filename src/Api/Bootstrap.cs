using Timonier.Api.Aggregation;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api;

/// <summary>What every cluster has: four namespaces, the Service by which pods find this server, the range of its addresses, and what servers beside it must know of it.</summary>
internal sealed class Bootstrap(ApiCore core, ApiConfig config)
{
    private static readonly UserInfo Self = new("system:apiserver", ["system:masters", "system:authenticated"]);
    private static readonly string[] Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public async ValueTask RunAsync(CancellationToken cancellation)
    {
        foreach (var name in Namespaces) await EnsureAsync("", "namespaces", "", Named(name, "", []), cancellation);
        await EnsurePriorityAsync("system-cluster-critical", 2_000_000_000, "For pods that the cluster cannot do without; they may move to another node.", cancellation);
        await EnsurePriorityAsync("system-node-critical", 2_000_001_000, "For pods that their node cannot do without; they stay where they are.", cancellation);
        var first = config.ServiceCidr.BaseAddress.GetAddressBytes();
        first[3]++;
        var labels = new DraftObject { ["component"] = "apiserver", ["provider"] = "kubernetes" };
        var service = Named("kubernetes", "default", labels);
        service["spec"] = new DraftObject
        {
            ["type"] = "ClusterIP",
            ["clusterIP"] = new System.Net.IPAddress(first).ToString(),
            ["ports"] = new DraftArray([new DraftObject { ["name"] = "https", ["protocol"] = "TCP", ["port"] = 443, ["targetPort"] = config.SecurePort }]),
            ["sessionAffinity"] = "None",
        };
        await EnsureAsync("", "services", "default", service, cancellation);
        var range = Named("kubernetes", "", []);
        range["spec"] = new DraftObject { ["cidrs"] = DraftArray.OfTexts([config.ServiceCidr.ToString()]) };
        await EnsureAsync("networking.k8s.io", "servicecidrs", "", range, cancellation);
        // Loopback leads nobody here but this machine, and no endpoint may be that: then the service has none.
        if (config.AdvertiseAddress is { } address && !System.Net.IPAddress.IsLoopback(address)) await PublishAsync(address.ToString(), cancellation);
        if (config.Extensions is { } trust)
        {
            var map = Named(ExtensionTrust.ConfigMapName, "kube-system", []);
            map["data"] = trust.ToData();
            await ReplaceAsync("", "configmaps", map, cancellation);
        }
    }

    private async ValueTask EnsurePriorityAsync(string name, long value, string description, CancellationToken cancellation)
    {
        var body = Named(name, "", []);
        (body["value"], body["description"]) = (value, description);
        await EnsureAsync("scheduling.k8s.io", "priorityclasses", "", body, cancellation);
    }

    private async ValueTask PublishAsync(string address, CancellationToken cancellation)
    {
        var endpoints = Named("kubernetes", "default", new DraftObject { ["endpointslice.kubernetes.io/skip-mirror"] = "true" });
        endpoints["subsets"] = new DraftArray(
        [
            new DraftObject
            {
                ["addresses"] = new DraftArray([new DraftObject { ["ip"] = address }]),
                ["ports"] = new DraftArray([new DraftObject { ["name"] = "https", ["port"] = config.SecurePort, ["protocol"] = "TCP" }]),
            },
        ]);
        await ReplaceAsync("", "endpoints", endpoints, cancellation);
        var slice = Named("kubernetes", "default", new DraftObject { ["kubernetes.io/service-name"] = "kubernetes" });
        slice["addressType"] = "IPv4";
        slice["endpoints"] = new DraftArray([new DraftObject { ["addresses"] = new DraftArray([address]), ["conditions"] = new DraftObject { ["ready"] = true } }]);
        slice["ports"] = new DraftArray([new DraftObject { ["name"] = "https", ["port"] = config.SecurePort, ["protocol"] = "TCP" }]);
        await ReplaceAsync("discovery.k8s.io", "endpointslices", slice, cancellation);
    }

    private async ValueTask ReplaceAsync(string group, string plural, DraftObject body, CancellationToken cancellation)
    {
        var (place, name) = (body.Object("metadata").String("namespace"), body.Object("metadata").String("name"));
        if (await EnsureAsync(group, plural, place, body.CloneObject(), cancellation)) return;
        var kind = core.Catalogue.Find(new ResourceName(group, "v1", plural))!;
        var answer = await core.ExecuteAsync(new ApiCall { User = Self, Kind = kind, Verb = "update", Namespace = place, Name = name, Body = body, FieldManager = FieldManagers.Server }, cancellation);
        if (answer.Failure is { } failure) throw new InvalidOperationException($"{plural} {name} cannot be published: {failure.Message}");
    }

    private async ValueTask<bool> EnsureAsync(string group, string plural, string @namespace, DraftObject body, CancellationToken cancellation)
    {
        if (core.Catalogue.Find(new ResourceName(group, "v1", plural)) is not { } kind) return true;
        var answer = await core.ExecuteAsync(new ApiCall { User = Self, Kind = kind, Verb = "create", Namespace = @namespace, Body = body, FieldManager = FieldManagers.Server }, cancellation);
        if (answer.Failure is { IsAlreadyExists: false } failure) throw new InvalidOperationException($"{plural} cannot be set up: {failure.Message}");
        return answer.Failure is null;
    }

    private static DraftObject Named(string name, string @namespace, DraftObject labels)
    {
        var metadata = new DraftObject { ["name"] = name };
        if (@namespace.Length > 0) metadata["namespace"] = @namespace;
        if (labels.Count > 0) metadata["labels"] = labels;
        return new DraftObject { ["metadata"] = metadata };
    }
}
