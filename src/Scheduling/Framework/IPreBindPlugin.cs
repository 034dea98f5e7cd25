using Timonier.Kernel;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Framework;

/// <summary>Writes what must stand before the pod is bound, and waits until others have answered.</summary>
public interface IPreBindPlugin : IPlugin
{
    /// <summary>Why the pod cannot be bound; null when it can.</summary>
    Task<Status?> PrepareAsync(PodRequest pod, string node, BindingContext context, CancellationToken cancellation);
}
