using System.Globalization;
using System.Net;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Services;

/// <summary>
/// Keeps two servers on one store from giving the same address or port to two Services: between choosing one and
/// writing the Service, a key of its own says that it is taken. The Services themselves are the lasting record.
/// </summary>
internal sealed class ServiceReservations(IRevisionStore store, IKindSource kinds, ServiceAllocations allocations, ServiceRanges ranges, bool hasSiblings)
{
    private const int Attempts = 16;

    // Longer than a write may take; what is left behind by a server that dies meanwhile lapses then.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    public ServiceAllocations Allocations => allocations;

    private Kind Services => kinds.Current.Find(CoreResources.Services)!;

    /// <summary>Fills in the Service's addresses and ports, as <see cref="ServiceAllocations.Allocate"/> does, from the ranges that the cluster has, and reserves the new ones.</summary>
    public async ValueTask<(ServiceReservation? Taken, Status? Failure)> TakeAsync(DraftObject service, Document? old, CancellationToken cancellation)
    {
        var usable = await ranges.UsableAsync(cancellation);
        var contested = new List<ServiceClaim>();
        try
        {
            return await TakeAsync(service, old, usable, contested, cancellation);
        }
        finally
        {
            foreach (var claim in contested) allocations.Release(claim);
        }
    }

    private async ValueTask<(ServiceReservation? Taken, Status? Failure)> TakeAsync(
        DraftObject service, Document? old, IReadOnlyList<IPNetwork> usable, List<ServiceClaim> contested, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // 1. Choose among what no Service has, and nothing else either.
            if (hasSiblings) allocations.Reset([.. await HeldAsync(cancellation), .. contested]);
            var filled = service.CloneObject();
            var (claim, failure) = allocations.Allocate(filled, old, usable);
            if (claim is null) return (null, failure);
            if (await ranges.IsTakenAsync(claim, cancellation))
            {
                contested.Add(claim);
                continue;
            }
            if (!hasSiblings)
            {
                service["spec"] = filled.Object("spec");
                return (new ServiceReservation(claim, []), null);
            }

            // 2. Reserve it, and look again: another server may have written in between.
            var (taken, lost) = await ReserveAsync(claim, cancellation);
            if (lost is null && !(await HeldAsync(cancellation)).Any(claim.Meets))
            {
                service["spec"] = filled.Object("spec");
                return (taken, null);
            }
            await EndAsync(taken, kept: false, cancellation);
            if (lost is not null) contested.Add(lost);
        }
        return (null, Status.Conflict(Services.Resource, service.Object("metadata").String("name"), "other servers took the same addresses or ports; try again"));
    }

    /// <summary>The Service is written, or will not be.</summary>
    public async ValueTask EndAsync(ServiceReservation taken, bool kept, CancellationToken cancellation)
    {
        if (!kept) allocations.Release(taken.Claim);
        foreach (var mark in taken.Marks) await store.DeleteAsync(mark.Key, mark.Revision, cancellation);
    }

    private async ValueTask<IReadOnlyList<ServiceClaim>> HeldAsync(CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(Keys.Prefix(Services, "")), cancellation);
        return [.. page.Entries.Select(entry => ServiceClaim.Of(Stored.Read(entry)))];
    }

    /// <summary>Reserves one after the other, up to the first that another server has reserved.</summary>
    private async ValueTask<(ServiceReservation Taken, ServiceClaim? Lost)> ReserveAsync(ServiceClaim claim, CancellationToken cancellation)
    {
        var marks = new List<StoreEntry>();
        IEnumerable<ServiceClaim> parts =
            [.. claim.Addresses.Select(address => new ServiceClaim([address], [])), .. claim.Ports.Select(port => new ServiceClaim([], [port]))];
        foreach (var part in parts)
        {
            var name = part.Addresses.FirstOrDefault() ?? part.Ports[0].ToString(CultureInfo.InvariantCulture);
            var write = await store.CreateAsync($"/registry/.reserved/{name}", new StoreValue("{}"u8.ToArray(), TimeToLive: Life), cancellation);
            if (!write.IsDone) return (new ServiceReservation(claim, marks), part);
            marks.Add(write.Entry!);
        }
        return (new ServiceReservation(claim, marks), null);
    }
}
