using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Namespaces;

/// <summary>Every namespace has the service account that pods use when they name none.</summary>
public sealed class DefaultServiceAccountController(IClusterClient client, IEventRecorder events) : Controller<ObjectKey>
{
    private const string Wanted = "default";
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? namespaces, accounts;

    public override string Name => "service-account-controller";
    public override int Workers => 1;

    public static ControllerPlan Plan(Document @namespace, Document? account) =>
        account is not null || !@namespace.Status["phase"u8].TextEquals("Active"u8) || PodFacts.IsDeleting(@namespace)
            ? ControllerPlan.Nothing
            : new ControllerPlan([new CreateAction(CoreResources.ServiceAccounts, @namespace.Name, new DraftObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new DraftObject { ["name"] = Wanted, ["namespace"] = @namespace.Name },
            })]);

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        namespaces = source.For(CoreResources.Namespaces);
        accounts = source.For(CoreResources.ServiceAccounts, new ListQuery { FieldSelector = $"metadata.name={Wanted}" });
        namespaces.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        accounts.Subscribe(change =>
        {
            if (change.New is null) queue.Add(new ObjectKey("", change.Any.Namespace));
        });
        return [namespaces, accounts];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (namespaces!.Snapshot.Get("", key.Name) is not { } found) return ReconcileOutcome.Done;
        var plan = Plan(found, accounts!.Snapshot.Get(key.Name, Wanted));
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsAlreadyExists: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }
}
