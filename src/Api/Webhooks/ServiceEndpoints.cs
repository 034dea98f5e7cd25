using System.Globalization;
using System.Net;
using Timonier.Api.Storage;
using Timonier.Api.Subresources;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Webhooks;

/// <summary>From a service's name and port to a connection with one of the pods behind it that are ready.</summary>
internal sealed class ServiceEndpoints(StoredObjects objects, IPodConnector pods, IIdSource ids)
{
    /// <exception cref="UnresolvedServiceException">There is no such service, or nobody is ready behind it.</exception>
    /// <exception cref="IOException">Nobody answers.</exception>
    public async ValueTask<Stream> ConnectAsync(WebhookTarget target, CancellationToken cancellation)
    {
        var service = await objects.FindAsync(CoreResources.Services, target.Namespace, target.Service, cancellation)
            ?? throw new UnresolvedServiceException($"services {GoText.Quote(target.Service)} not found");
        if (service.Spec["type"u8].TextEquals("ExternalName"u8)) return await pods.ConnectAsync(await AddressOfAsync(service.Spec["externalName"u8].AsString(), cancellation), target.Port, cancellation);
        var name = PortName(service, target);
        var choices = new List<(string Address, int Port)>();
        foreach (var slice in await objects.InAsync(CoreResources.EndpointSlices, target.Namespace, cancellation))
            if (slice.Metadata["labels"u8]["kubernetes.io/service-name"].AsString() == target.Service) Add(slice, name, choices);
        if (choices.Count == 0) throw new UnresolvedServiceException($"no endpoints available for service {GoText.Quote(target.Service)}");
        var chosen = choices[(int)(ids.NextDouble() * choices.Count)];
        if (!ReachableAddress.Accepts(chosen.Address)) throw new UnresolvedServiceException("address not allowed");
        return await pods.ConnectAsync(chosen.Address, chosen.Port, cancellation);
    }

    // The name is resolved once, and what was judged is what is called.
    private static async ValueTask<string> AddressOfAsync(string name, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(name, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(name, cancellation);
        return Array.Find(addresses, ReachableAddress.Accepts)?.ToString() ?? throw new UnresolvedServiceException("address not allowed");
    }

    private static string PortName(Document service, WebhookTarget target)
    {
        foreach (var port in service.Spec["ports"u8].Items)
            if (port["port"u8].AsInt64() == target.Port) return port["name"u8].AsString();
        throw new UnresolvedServiceException(string.Create(CultureInfo.InvariantCulture, $"no service port {target.Port} found for service {GoText.Quote(target.Service)}"));
    }

    private static void Add(Document slice, string name, List<(string Address, int Port)> choices)
    {
        foreach (var port in slice.Root["ports"u8].Items)
        {
            if (port["name"u8].AsString() != name) continue;
            foreach (var endpoint in slice.Root["endpoints"u8].Items)
                if (endpoint["conditions"u8]["ready"u8].AsBoolOrNull() ?? true)
                    foreach (var address in endpoint["addresses"u8].Items) choices.Add((address.AsString(), port["port"u8].AsInt32()));
        }
    }
}
