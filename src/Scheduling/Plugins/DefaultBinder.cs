using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Posts the Binding.</summary>
public sealed class DefaultBinder : IBindPlugin
{
    public string Name => "DefaultBinder";

    public async Task<Status?> BindAsync(PodRequest pod, string node, BindingContext context, CancellationToken cancellation) =>
        (await context.Client.CreateAsync(CoreResources.Pods, pod.Namespace, new DraftObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Binding",
            ["metadata"] = new DraftObject { ["name"] = pod.Name, ["namespace"] = pod.Namespace, ["uid"] = pod.Uid },
            ["target"] = new DraftObject { ["kind"] = "Node", ["name"] = node },
        }, new WriteQuery { Subresource = "binding", Name = pod.Name }, cancellation)).Failure;
}
