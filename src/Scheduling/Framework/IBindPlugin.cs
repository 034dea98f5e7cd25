using Timonier.Kernel;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Writes the binding of a pod to its node.</summary>
public interface IBindPlugin : IPlugin
{
    Task<Status?> BindAsync(PodRequest pod, string node, BindingContext context, CancellationToken cancellation);
}
