using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Namespaces;

/// <summary>Every namespace has the certificate by which its pods recognise the API server.</summary>
public sealed class RootCaController(IClusterClient client, IEventRecorder events, string rootCaPem) : Controller<ObjectKey>
{
    public const string ConfigMapName = "kube-root-ca.crt";
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? namespaces, configMaps;

    public override string Name => "root-ca-cert-publisher";
    public override int Workers => 1;

    /// <summary>Makes the ConfigMap, or puts its content right when someone changed it.</summary>
    public static ControllerPlan Plan(Document @namespace, Document? present, string rootCaPem)
    {
        if (!@namespace.Status["phase"u8].TextEquals("Active"u8) || PodFacts.IsDeleting(@namespace)) return ControllerPlan.Nothing;
        var data = new DraftObject { ["ca.crt"] = rootCaPem };
        if (present is null)
        {
            return new ControllerPlan([new CreateAction(CoreResources.ConfigMaps, @namespace.Name, new DraftObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ConfigMap",
                ["metadata"] = new DraftObject { ["name"] = ConfigMapName, ["namespace"] = @namespace.Name },
                ["data"] = data,
            })]);
        }
        if (Draft.DeepEquals(Draft.From(present.Root["data"u8]), data)) return ControllerPlan.Nothing;
        var body = DraftObject.Of(present);
        body["data"] = data;
        return new ControllerPlan([new UpdateAction(CoreResources.ConfigMaps, @namespace.Name, body)]);
    }

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        namespaces = source.For(CoreResources.Namespaces);
        configMaps = source.For(CoreResources.ConfigMaps, new ListQuery { FieldSelector = $"metadata.name={ConfigMapName}" });
        namespaces.Subscribe(change => queue.Add(ObjectKey.Of(change.Any)));
        configMaps.Subscribe(change => queue.Add(new ObjectKey("", change.Any.Namespace)));
        return [namespaces, configMaps];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (namespaces!.Snapshot.Get("", key.Name) is not { } found) return ReconcileOutcome.Done;
        var plan = Plan(found, configMaps!.Snapshot.Get(key.Name, ConfigMapName), rootCaPem);
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsAlreadyExists: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }
}
