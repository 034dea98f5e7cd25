using System.Globalization;
using Timonier.Api.Storage;
using Timonier.Api.Webhooks;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Aggregation;

/// <summary>Finds out whether the server of a remote group version can be asked.</summary>
internal sealed class AvailabilityCheck(StoredObjects objects, RemoteCaller caller)
{
    // Several at once: behind a service may be some that answer and some that do not.
    private const int Attempts = 5;
    private const int LongestAnswer = 4 * 1024 * 1024;

    public async ValueTask<Availability> RunAsync(RemoteVersion remote, CancellationToken cancellation)
    {
        var (place, name) = (remote.Target.Namespace, remote.Target.Service);
        if (await objects.FindAsync(CoreResources.Services, place, name, cancellation) is not { } service)
            return Availability.Failed("ServiceNotFound", $"service/{name} in {GoText.Quote(place)} is not present");
        if (service.Spec["type"u8].TextEquals("ClusterIP"u8))
        {
            var slices = await objects.InAsync(CoreResources.EndpointSlices, place, cancellation);
            if (OfEndpoints(remote.Target, service, [.. slices.Where(s => s.Metadata["labels"u8]["kubernetes.io/service-name"].AsString() == name)]) is { } missing) return missing;
        }
        return await OfDiscoveryAsync(remote, cancellation);
    }

    /// <summary>Null when somebody is ready to be asked.</summary>
    public static Availability? OfEndpoints(WebhookTarget target, Document service, IReadOnlyCollection<Document> slices)
    {
        var which = $"service/{target.Service} in {GoText.Quote(target.Namespace)}";
        string? port = null;
        foreach (var candidate in service.Spec["ports"u8].Items)
            if (candidate["port"u8].AsInt64() == target.Port) port ??= candidate["name"u8].AsString();
        if (port is null) return Availability.Failed("ServicePortError", string.Create(CultureInfo.InvariantCulture, $"{which} is not listening on port {target.Port}"));
        if (slices.Count == 0) return Availability.Failed("EndpointsNotFound", $"cannot find endpointslices for {which}");
        return slices.Any(s => IsReady(s) && Has(s, port))
            ? null
            : Availability.Failed("MissingEndpoints", $"endpointslices for {which} have no addresses with port name {GoText.Quote(port)}");
    }

    private static bool IsReady(Document slice)
    {
        foreach (var endpoint in slice.Root["endpoints"u8].Items)
            if (endpoint["conditions"u8]["ready"u8].AsBoolOrNull() ?? true) return true;
        return false;
    }

    private static bool Has(Document slice, string name)
    {
        foreach (var port in slice.Root["ports"u8].Items)
            if (port["name"u8].AsString() == name && port["port"u8].Exists) return true;
        return false;
    }

    private async ValueTask<Availability> OfDiscoveryAsync(RemoteVersion remote, CancellationToken cancellation)
    {
        var path = $"/apis/{remote.GroupVersion}";
        var asked = new HashSet<Task<RemoteAnswer>>();
        for (var i = 0; i < Attempts; i++) asked.Add(caller.GetAsync(remote.Target with { CaBundle = "", IsUnverified = true }, path, "application/json", LongestAnswer, cancellation).AsTask());
        var fault = "";
        while (asked.Count > 0)
        {
            var first = await Task.WhenAny(asked);
            asked.Remove(first);
            var answer = await first;
            if (answer.IsSuccess) return Availability.Passed;
            fault = answer.Fault;
        }
        return Availability.Failed("FailedDiscoveryCheck", $"failing or missing response from {RemoteCaller.AddressOf(remote.Target)}{path}: {fault}");
    }
}
