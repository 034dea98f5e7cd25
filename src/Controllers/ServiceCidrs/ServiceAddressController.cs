using System.Collections.Concurrent;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ServiceCidrs;

/// <summary>Keeps the IPAddress objects of services: one for each address that a service has, and none for others.</summary>
public sealed class ServiceAddressController(IClusterClient client, IEventRecorder events) : Controller<string>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly ConcurrentDictionary<string, Document> holders = new(StringComparer.Ordinal);
    private IInformer? addresses;

    public override string Name => "service-address-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        var services = source.For(CoreResources.Services);
        addresses = source.For(ServiceCidrPlan.Addresses);
        services.Subscribe(change =>
        {
            foreach (var address in ServiceAddressPlan.AddressesOf(change.Old))
            {
                // Somebody else may have it by now.
                if (holders.TryGetValue(address, out var holder) && holder.Uid == change.Old!.Uid) holders.TryRemove(address, out _);
                queue.Add(address);
            }
            foreach (var address in ServiceAddressPlan.AddressesOf(change.New))
            {
                holders[address] = change.New!;
                queue.Add(address);
            }
        });
        addresses.Subscribe(change => queue.Add(change.Any.Name));
        return [services, addresses];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        var plan = ServiceAddressPlan.Compute(key, holders.GetValueOrDefault(key), addresses!.Snapshot.Get("", key));
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsAlreadyExists: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }
}
