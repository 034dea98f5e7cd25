using System.Net;
using System.Net.Sockets;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Services;

/// <summary>
/// Where service addresses come from: the range of this server, then those that people added as ServiceCIDRs; and which
/// addresses are somebody else's, by an IPAddress that no Service made.
/// </summary>
internal sealed class ServiceRanges(IRevisionStore store, IKindSource kinds, ApiConfig config)
{
    private static readonly ResourceName Ranges = new("networking.k8s.io", "v1", "servicecidrs");
    private static readonly ResourceName Addresses = new("networking.k8s.io", "v1", "ipaddresses");

    public async ValueTask<IReadOnlyList<IPNetwork>> UsableAsync(CancellationToken cancellation)
    {
        var usable = new List<IPNetwork> { config.ServiceCidr };
        if (kinds.Current.Find(Ranges) is not { } kind) return usable;
        foreach (var entry in (await store.ListAsync(new StoreRange(Keys.Prefix(kind, "")), cancellation)).Entries)
        {
            var range = Stored.Read(entry);
            if (!IsReady(range)) continue;
            foreach (var text in range.Spec["cidrs"u8].Items)
                if (IPNetwork.TryParse(text.AsString(), out var network) && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork && !usable.Contains(network)) usable.Add(network);
        }
        return usable;
    }

    public async ValueTask<bool> IsTakenAsync(ServiceClaim claim, CancellationToken cancellation)
    {
        if (kinds.Current.Find(Addresses) is not { } kind) return false;
        foreach (var address in claim.Addresses)
        {
            var entry = await store.GetAsync(Keys.Of(kind, "", address), 0, cancellation);
            if (entry is not null && !Stored.Read(entry).Metadata["labels"u8]["ipaddress.kubernetes.io/managed-by"u8].TextEquals("ipallocator.k8s.io"u8)) return true;
        }
        return false;
    }

    // One that is to go gives no more addresses.
    private static bool IsReady(Document range)
    {
        if (!range.Metadata["deletionTimestamp"u8].IsNullOrMissing) return false;
        foreach (var condition in range.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Ready"u8)) return condition["status"u8].TextEquals("True"u8);
        return false;
    }
}
